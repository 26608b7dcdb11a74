/** The texts of the channel's page in the reader's language. */
import { translated } from '../../i18n/texts.ts'
import * as english from './words.en.ts'

export const { words, airing, player, keyWords } = translated(english, {
  'pt-BR': () => import('./words.pt-br.ts'),
})
