/** The app's own measures, as its operators see them. */
import type { AppId } from '../../../contract/ids.ts'
import type { MeasureValue, Spread } from '../../../contract/measures.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Json } from '../session/reading.ts'
import { listAt, numberAt, numberOrNullAt, objectOrNullAt, reader, textAt, timeAt, wordAt } from '../session/reading.ts'

const spreadOf = (json: Json): Spread => ({
  min: numberAt(json, 'min'),
  max: numberAt(json, 'max'),
  mean: numberAt(json, 'mean'),
  p50: numberAt(json, 'p50'),
  p95: numberAt(json, 'p95'),
  p99: numberAt(json, 'p99'),
})

const valueOf = (json: Json): MeasureValue => {
  const spread = objectOrNullAt(json, 'spread')
  return {
    name: textAt(json, 'name'),
    kind: wordAt(json, 'kind', ['rate', 'balance', 'share', 'distribution']),
    unit: wordAt(json, 'unit', ['per_minute', 'ratio', 'count', 'ms', 's', 'bytes']),
    from: timeAt(json, 'from'),
    events: numberAt(json, 'events'),
    value: numberOrNullAt(json, 'value'),
    spread: spread && spreadOf(spread),
  }
}

export const readMeasures = reader((json): readonly MeasureValue[] => listAt(json, 'data', valueOf))

export const getMeasures = (app: AppId, signal: AbortSignal): Promise<Answer<readonly MeasureValue[]>> =>
  call({ path: `/v1/apps/${app}/metrics/measures`, read: readMeasures, signal, patienceMs: 8_000 })
