/** The calls of the board: the metrics of an app, as its operators see them. */
import type { AppId } from '../../../contract/ids.ts'
import type { MetricsSnapshot, SeriesInterval } from '../../../contract/metrics.ts'
import { call } from '../session/call.ts'
import type { Answer, Received } from '../session/http.ts'
import type { SeriesPoint } from './answers.ts'
import { readSeries, readSnapshot } from './answers.ts'
import type { SeriesMetric } from './series-view.ts'

const patienceMs = 8_000

/** With the times of its arrival, which the age of the numbers is counted from. */
export async function getMetrics(app: AppId, signal: AbortSignal): Promise<Answer<Received<MetricsSnapshot>>> {
  const answer = await call({ path: `/v1/apps/${app}/metrics`, read: readSnapshot, signal, patienceMs })
  return answer.ok ? { ...answer, value: answer } : answer
}

/** `from` inclusive, `to` exclusive, epoch ms of the server's clock. */
type SeriesAsk = { readonly metric: SeriesMetric; readonly interval: SeriesInterval; readonly from: number; readonly to: number }

export function getSeries(
  app: AppId,
  { metric, interval, from, to }: SeriesAsk,
  signal: AbortSignal,
): Promise<Answer<readonly SeriesPoint[]>> {
  const query = new URLSearchParams({ metric, interval, from: new Date(from).toISOString(), to: new Date(to).toISOString() })
  return call({ path: `/v1/apps/${app}/metrics/series?${query}`, read: readSeries, signal, patienceMs })
}
