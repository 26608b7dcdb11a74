/**
 * Walks one app's events along the batch index, in either direction, in bounded steps: some heads of batches, then the
 * events of those that can hold what is asked for. Lists and the export are made of such steps.
 */
import type { StoredEvent } from '../../contract/events.ts'
import type { AppId } from '../../contract/ids.ts'
import type { EventFilter } from '../../domain/events/event-store.ts'
import type { EventPosition } from './cursor.ts'
import { batchHeads, eventsOfBatches } from './read-sql.ts'
import type { Direction } from './read-sql.ts'
import { batchHead, eventColumns, eventPlace } from './rows.ts'
import type { BatchHead } from './rows.ts'

/** How many heads one step looks at: with a filter most are only skipped over. */
const headsPerStep = 500

export type Found = { readonly event: StoredEvent; readonly position: EventPosition }

export type Step = {
  readonly found: readonly Found[]
  /** Where to go on; null when there is nothing further. */
  readonly next: EventPosition | null
}

export class EventWalk {
  readonly #db: D1Database
  readonly #app: AppId
  readonly #direction: Direction
  readonly #filter: EventFilter

  constructor(db: D1Database, app: AppId, direction: Direction, filter: EventFilter) {
    this.#db = db
    this.#app = app
    this.#direction = direction
    this.#filter = filter
  }

  /** Where a walk begins. */
  start(): EventPosition {
    const { from = 0, to = Number.MAX_SAFE_INTEGER } = this.#filter
    return this.#direction === 'newest first' ? [to, '~', 0] : [Math.floor(from / 60_000) * 60_000, '', -1]
  }

  /** Up to `limit` events beyond `position`, out of batches with about `examine` events together. */
  async step(position: EventPosition, limit: number, examine: number): Promise<Step> {
    const heads = await this.#heads(position)
    const { chosen, last } = choose(heads, examine)
    if (last === undefined) return { found: [], next: null }
    const found = chosen.length > 0 ? await this.#events(chosen, position, limit) : []
    const full = found.length === limit ? found.at(-1) : undefined
    if (full) return { found, next: full.position }
    const ended = heads.length < headsPerStep && last === heads.at(-1)
    return { found, next: ended ? null : this.#beyond(last) }
  }

  async #heads([minute, batch, place]: EventPosition): Promise<BatchHead[]> {
    const { type, actor_id: actor, from = 0, to = Number.MAX_SAFE_INTEGER } = this.#filter
    const lowest = Math.floor(from / 60_000) * 60_000
    const unfinished = place !== this.#end ? 1 : 0
    const { results } = await this.#db
      .prepare(batchHeads(this.#direction))
      .bind(this.#app, minute, batch, lowest, to, type ?? null, actor ?? null, headsPerStep, unfinished)
      .all()
    return results.map((row) => batchHead.parse(row))
  }

  async #events(heads: readonly BatchHead[], [minute, batch, place]: EventPosition, limit: number): Promise<Found[]> {
    const { type, actor_id: actor, session_id: session, from, to } = this.#filter
    const keys = JSON.stringify(heads.map((head) => [head.minute, head.batch_id]))
    const { results } = await this.#db
      .prepare(eventsOfBatches(this.#direction))
      .bind(this.#app, keys, minute, batch, place, type ?? null, actor ?? null, session ?? null, from ?? null, to ?? null, limit)
      .all()
    return results.map((row) => {
      const at = eventPlace.parse(row)
      return { event: eventColumns.parse(row), position: [at.minute, at.batch_id, at.place] }
    })
  }

  /** Past every event of a batch, which itself is looked at no more. */
  #beyond({ minute, batch_id: batch }: BatchHead): EventPosition {
    return [minute, batch, this.#end]
  }

  /** The place that has no event beyond it. */
  get #end(): number {
    return this.#direction === 'newest first' ? 0 : Number.MAX_SAFE_INTEGER
  }
}

/** The wanted heads with about `examine` events together, and the last head that is done with them. */
const choose = (heads: readonly BatchHead[], examine: number): { chosen: BatchHead[]; last: BatchHead | undefined } => {
  const chosen: BatchHead[] = []
  let events = 0
  let last: BatchHead | undefined
  for (const head of heads) {
    if (head.wanted) {
      if (chosen.length > 0 && events + head.events > examine) break
      chosen.push(head)
      events += head.events
    }
    last = head
  }
  return { chosen, last }
}
