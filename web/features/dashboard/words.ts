/** The texts of the board in the reader's language. */
import { translated } from '../../i18n/texts.ts'
import * as english from './words.en.ts'

export const { words, freshnessWords, metricWords, seriesWords, intervalWords, spanWords, spanChoices } = translated(english, {
  'pt-BR': () => import('./words.pt-br.ts'),
})
