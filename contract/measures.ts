/**
 * Numbers that an app defines over its own events, beside those that every app has: how often something comes, how much is begun and not
 * ended, which share of one thing is another, how a number inside events is spread. Definitions are settings of the app.
 */
import * as z from 'zod'
import { eventType } from './events.ts'

/** Over how long it is counted, to now. */
const windowS = z.int().min(60).max(86_400)
const name = z.string().trim().min(1).max(60)

/** A path inside an event's `data`, such as `connect_ms` or `timing.connect`. */
export const dataField = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+){0,3}$/, { error: 'is no path inside data such as connect_ms' })

export const measureUnit = z.enum(['count', 'ms', 's', 'bytes'])

export const measure = z.discriminatedUnion('kind', [
  /** Events of a type, a minute. */
  z.strictObject({ name, kind: z.literal('rate'), type: eventType, window_s: windowS.default(300) }),
  /** How many came in and did not go out; never below 0. */
  z.strictObject({ name, kind: z.literal('balance'), in: eventType, out: eventType, window_s: windowS.default(86_400) }),
  /** Events of one type over those of another: 0.25 is one in four. */
  z.strictObject({ name, kind: z.literal('share'), of: eventType, among: eventType, window_s: windowS.default(3_600) }),
  /** The spread of a number that events of a type carry in `data`. */
  z.strictObject({
    name,
    kind: z.literal('distribution'),
    type: eventType,
    field: dataField,
    unit: measureUnit.default('count'),
    window_s: windowS.default(3_600),
  }),
])
export type Measure = z.infer<typeof measure>

/** All of an app's. */
export const measures = z
  .array(measure)
  .max(12)
  .refine((all) => new Set(all.map((each) => each.name)).size === all.length, { error: 'names something twice' })

export const spread = z.object({
  min: z.number(),
  max: z.number(),
  mean: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})
export type Spread = z.infer<typeof spread>

export const measureValue = z.object({
  name: z.string(),
  kind: z.enum(['rate', 'balance', 'share', 'distribution']),
  unit: z.enum(['per_minute', 'ratio', ...measureUnit.options]),
  from: z.string().describe('Since when it is counted: the window, widened to whole minutes, beyond an hour to whole hours.'),
  events: z.int().describe('Of how many events it is made; of a share, how many there were to choose from.'),
  value: z.number().nullable().describe('Of a distribution the median. Null when nothing came that it could be made of.'),
  spread: spread.nullable().describe('Of distributions.'),
})
export type MeasureValue = z.infer<typeof measureValue>

export const measuresAnswer = z.object({
  as_of: z.string().describe('Everything accepted before this moment is in. RFC 3339 UTC.'),
  data: z.array(measureValue).describe('In the order of their definitions.'),
  next_cursor: z.null(),
})
export type MeasuresAnswer = z.infer<typeof measuresAnswer>
