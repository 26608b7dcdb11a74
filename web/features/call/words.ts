/** The texts of a call in the reader's language. */
import { translated } from '../../i18n/texts.ts'
import * as english from './words.en.ts'

export const { words, troubles, qualities, endings, refusals } = translated(english, { 'pt-BR': () => import('./words.pt-br.ts') })
