/** The metrics answers as CSV. */
import type { MetricsSnapshot, SeriesAnswer } from '../../../contract/metrics.ts'
import { csvLine } from './csv.ts'

/** One line per number; users by feature as `users_by_feature.<feature>`. */
export const snapshotCsv = ({ users_by_feature, ...numbers }: MetricsSnapshot): string =>
  [
    csvLine(['metric', 'value']),
    ...Object.entries(numbers).map(csvLine),
    ...Object.entries(users_by_feature).map(([feature, users]) => csvLine([`users_by_feature.${feature}`, users])),
  ].join('')

export const seriesCsv = ({ data }: SeriesAnswer): string =>
  [csvLine(['at', 'value']), ...data.map(({ at, value }) => csvLine([at, value]))].join('')
