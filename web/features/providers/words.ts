/** The texts about identity providers in the reader's language. */
import { translated } from '../../i18n/texts.ts'
import * as english from './words.en.ts'

export const { words, providerCodes } = translated(english, {
  'pt-BR': () => import('./words.pt-br.ts'),
})
