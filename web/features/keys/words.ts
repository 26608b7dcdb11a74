/** The texts about keys in the reader's language. */
import { translated } from '../../i18n/texts.ts'
import * as english from './words.en.ts'

export const { words, overlapWords, scopeWords, keyCodes } = translated(english, {
  'pt-BR': () => import('./words.pt-br.ts'),
})
