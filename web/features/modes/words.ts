/** The texts of the pages of modes in the reader's language. */
import { translated } from '../../i18n/texts.ts'
import * as english from './words.en.ts'

export const { words, endReasons, refusals, partNames } = translated(english, {
  'pt-BR': () => import('./words.pt-br.ts'),
})
