/** The texts about whether the platform is well in the reader's language. */
import { translated } from '../../i18n/texts.ts'
import * as english from './words.en.ts'

export const { words, overallWords, stateWords, partWords } = translated(english, {
  'pt-BR': () => import('./words.pt-br.ts'),
})
