/**
 * Rebuilds an app's numbers from its raw events and compares them with the stored ones. Facts may arrive meanwhile:
 * a minute that changed while its events were counted is counted again, and after some tries left out of the
 * comparison, because what is being written right now is neither right nor wrong.
 */
import * as z from 'zod'
import type { AppId } from '../../contract/ids.ts'
import type { VerifyAnswer } from '../../contract/metrics.ts'
import type { Range } from '../../domain/events/event-store.ts'
import * as sql from './verify-sql.ts'

const minuteMs = 60_000
const dayMs = 86_400_000
const eventsPerChunk = 50_000
const eventsPerRangeChunk = 200_000
const tries = 3
const shownDifferences = 20

type Counts = { readonly events: number; readonly interactions: number }

const minuteRow = z.object({ minute: z.int(), events: z.int(), interactions: z.int() })
const chunkRow = minuteRow.extend({ last_id: z.string() })
const planRow = z.object({ minute: z.int(), events: z.int() })
const dayRow = z.object({ day: z.int() })
const pair = { stored_events: z.int(), raw_events: z.int(), stored_interactions: z.int(), raw_interactions: z.int() }
const comparedMinute = z.object({ minute: z.int(), ...pair })
const comparedSum = z.object({
  grain: z.enum(['hour', 'day']),
  start: z.int(),
  ...pair,
  stored_new_users: z.int(),
  raw_new_users: z.int(),
  stored_sessions: z.int(),
  raw_sessions: z.int(),
})
const comparedTotal = z.object({ bucket: z.string(), stored: z.int(), rebuilt: z.int() })

export class Verification {
  readonly #db: D1Database
  readonly #app: AppId
  readonly #globs: string
  #compared = 0
  #mismatches = 0
  readonly #differences: { bucket: string; stored: number; rebuilt: number }[] = []

  constructor(db: D1Database, app: AppId, globs: string) {
    this.#db = db
    this.#app = app
    this.#globs = globs
  }

  async run({ from, to }: Range): Promise<VerifyAnswer> {
    if (from === undefined && to === undefined) await this.#everything()
    else await this.#range(Math.floor((from ?? 0) / minuteMs) * minuteMs, to ?? Number.MAX_SAFE_INTEGER)
    return { buckets: this.#compared, mismatches: this.#mismatches, differences: this.#differences }
  }

  /** All events by their key, whatever the batch index says of them. */
  async #everything(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const before = await this.#storedMinutes()
      const rebuilt = await this.#rebuild()
      const after = await this.#storedMinutes()
      const moving = [...after.keys()].filter((minute) => !same(before.get(minute), after.get(minute)))
      if (moving.length > 0 && attempt < tries) continue
      this.#compareMinutes(after, rebuilt, new Set(moving))
      break
    }
    await this.#sums(await this.#days())
    for (const { bucket, stored, rebuilt } of await this.#all(comparedTotal, sql.compareTotals)) this.#compare(bucket, stored, rebuilt)
  }

  async #rebuild(): Promise<Map<number, Counts>> {
    const minutes = new Map<number, Counts>()
    for (let after: string | undefined = ''; after !== undefined;) {
      const rows: z.infer<typeof chunkRow>[] = await this.#all(chunkRow, sql.rebuildChunk, after, eventsPerChunk, this.#globs)
      for (const { minute, events, interactions } of rows) {
        const known = minutes.get(minute)
        minutes.set(minute, { events: events + (known?.events ?? 0), interactions: interactions + (known?.interactions ?? 0) })
      }
      after = rows[0]?.last_id
    }
    return minutes
  }

  async #storedMinutes(): Promise<Map<number, Counts>> {
    const minutes = new Map<number, Counts>()
    for (const [from, to] of await this.#days()) {
      for (const { minute, ...counts } of await this.#all(minuteRow, sql.storedMinutes, from, to)) minutes.set(minute, counts)
    }
    return minutes
  }

  #compareMinutes(stored: ReadonlyMap<number, Counts>, rebuilt: ReadonlyMap<number, Counts>, moving: ReadonlySet<number>): void {
    for (const minute of new Set([...stored.keys(), ...rebuilt.keys()])) {
      if (moving.has(minute)) continue
      const [a, b] = [stored.get(minute) ?? none, rebuilt.get(minute) ?? none]
      this.#compare(name('minute', minute, 'events'), a.events, b.events)
      this.#compare(name('minute', minute, 'interactions'), a.interactions, b.interactions)
    }
  }

  /** Only the given minutes, reached through the batch index; and the hours and days that hold them. */
  async #range(from: number, to: number): Promise<void> {
    for (const [first, last] of inChunks(await this.#all(planRow, sql.minutesOfRange, from, to), from, to)) {
      for (const row of await this.#all(comparedMinute, sql.compareMinutes, first, last, this.#globs)) {
        this.#compare(name('minute', row.minute, 'events'), row.stored_events, row.raw_events)
        this.#compare(name('minute', row.minute, 'interactions'), row.stored_interactions, row.raw_interactions)
      }
    }
    await this.#sums((await this.#days()).filter(([day, end]) => end > from && day < to))
  }

  async #sums(days: readonly (readonly [number, number])[]): Promise<void> {
    for (const [from, to] of days) {
      for (const row of await this.#all(comparedSum, sql.compareSums, from, to)) {
        this.#compare(name(row.grain, row.start, 'events'), row.stored_events, row.raw_events)
        this.#compare(name(row.grain, row.start, 'interactions'), row.stored_interactions, row.raw_interactions)
        this.#compare(name(row.grain, row.start, 'new_users'), row.stored_new_users, row.raw_new_users)
        this.#compare(name(row.grain, row.start, 'sessions'), row.stored_sessions, row.raw_sessions)
      }
    }
  }

  async #days(): Promise<(readonly [number, number])[]> {
    const days = await this.#all(dayRow, sql.daysOfBuckets)
    return days.map(({ day }) => [day, day + dayMs] as const)
  }

  #compare(bucket: string, stored: number, rebuilt: number): void {
    this.#compared += 1
    if (stored === rebuilt) return
    this.#mismatches += 1
    if (this.#differences.length < shownDifferences) this.#differences.push({ bucket, stored, rebuilt })
  }

  async #all<T>(row: z.ZodType<T>, text: string, ...parameters: (string | number)[]): Promise<T[]> {
    const { results } = await this.#db
      .prepare(text)
      .bind(this.#app, ...parameters)
      .all()
    return results.map((one) => row.parse(one))
  }
}

const none: Counts = { events: 0, interactions: 0 }

const same = (a: Counts | undefined, b: Counts | undefined): boolean => a?.events === b?.events && a?.interactions === b?.interactions

const name = (grain: string, start: number, what: string): string => `${grain} ${new Date(start).toISOString()} ${what}`

/** Cuts a range between minutes so that each part holds a bounded number of events; together the parts are the whole range. */
const inChunks = (minutes: readonly { minute: number; events: number }[], from: number, to: number): [number, number][] => {
  const cuts: number[] = []
  let events = 0
  for (const one of minutes) {
    if (events > 0 && events + one.events > eventsPerRangeChunk) {
      cuts.push(one.minute)
      events = 0
    }
    events += one.events
  }
  const edges = [from, ...cuts, to]
  return edges.slice(1).map((end, i) => [edges[i] ?? from, end])
}
