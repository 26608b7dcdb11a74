/** Measures of one app: counts from its buckets, and the numbers inside events from the latest of them. */
import * as z from 'zod'
import type { AppId } from '../../contract/ids.ts'
import type { Measure, MeasureValue } from '../../contract/measures.ts'
import { measureValueOf, measureWindow, numberAt, typesOf } from '../../domain/metrics/measures.ts'
import type { MeasureWindow } from '../../domain/metrics/measures.ts'
import { EventWalk } from './event-walk.ts'

/** A distribution is of the latest so many; its `from` says how far back they go. */
const numbersRead = 10_000
const stepsRead = 20

/** ?1 app id · ?2 grain · ?3 from on the buckets' start · ?4 JSON array of types. */
const countOfTypes = `
  SELECT j.key AS type, sum(j.value) AS events FROM buckets b CROSS JOIN json_each(b.types) j
  WHERE b.app_id = ?1 AND b.grain = ?2 AND b.start >= ?3 AND j.key IN (SELECT value FROM json_each(?4)) GROUP BY j.key`

const counted = z.object({ type: z.string(), events: z.int() })

type Windowed = { readonly measure: Measure; readonly window: MeasureWindow }

const keyOf = ({ grain, from }: MeasureWindow): string => `${grain} ${from}`

export const readMeasures = async (
  db: D1Database,
  app: AppId,
  definitions: readonly Measure[],
  now: number,
): Promise<readonly MeasureValue[]> => {
  const windowed = definitions.map((measure) => ({ measure, window: measureWindow(measure, now) }))
  const groups = [...Map.groupBy(windowed, ({ window }) => keyOf(window))]
  const counts = new Map(await Promise.all(groups.map(async ([key, group]) => [key, await countsOf(db, app, group)] as const)))
  const valueOf = async ({ measure, window }: Windowed): Promise<MeasureValue> => {
    const numbers = measure.kind === 'distribution' ? await numbersOf(db, app, measure, window.from) : null
    return measureValueOf(measure, window, { events: (type) => counts.get(keyOf(window))?.get(type) ?? 0, numbers })
  }
  return Promise.all(windowed.map(valueOf))
}

/** Events by type, of measures that share a window. */
const countsOf = async (db: D1Database, app: AppId, group: readonly Windowed[]): Promise<ReadonlyMap<string, number>> => {
  const types = group.flatMap(({ measure }) => typesOf(measure))
  const [first] = group
  if (first === undefined || types.length === 0) return new Map()
  const { grain, from } = first.window
  const { results } = await db.prepare(countOfTypes).bind(app, grain, from, JSON.stringify(types)).all()
  return new Map(results.map((row) => counted.parse(row)).map(({ type, events }) => [type, events]))
}

/** Newest first, so that what is left out is the oldest. */
const numbersOf = async (
  db: D1Database,
  app: AppId,
  { type, field }: Extract<Measure, { kind: 'distribution' }>,
  from: number,
): Promise<{ readonly values: readonly number[]; readonly from: number }> => {
  const walk = new EventWalk(db, app, 'newest first', { type, from })
  const values: number[] = []
  let position: ReturnType<EventWalk['start']> | null = walk.start()
  let reached = from
  for (let i = 0; position !== null; i++) {
    if (i === stepsRead || values.length >= numbersRead) return { values, from: reached }
    const step = await walk.step(position, numbersRead - values.length, 2_000)
    for (const { event } of step.found) {
      reached = Date.parse(event.received_at)
      const number = numberAt(event.data, field)
      if (number !== null) values.push(number)
    }
    position = step.next
  }
  return { values, from }
}
