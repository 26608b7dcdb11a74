/**
 * Memory and SQLite of one shard, moved together: each public method is one synchronous transaction that either
 * happens in both or in neither. Sends nothing and sets no alarm; it says what that made necessary.
 */
import type { AppId } from '../../contract/ids.ts'
import type { AcceptAnswer, AcceptRequest, Allowance, Recalled } from '../../contract/telemetry.ts'
import { errorText, logError } from '../runtime/log.ts'
import { acceptItems } from './accept.ts'
import { AnswerStore } from './answer-store.ts'
import type { Changes } from './changes.ts'
import { collect, noChanges, rowsOf } from './changes.ts'
import { Intake } from './intake.ts'
import { limits } from './limits.ts'
import { RecentIds } from './recent-ids.ts'
import type { EndedSession } from './session.ts'
import { SessionStore } from './session-store.ts'
import type { ShardState } from './shard-state.ts'
import { nextSessionDue, shardState } from './shard-state.ts'
import type { SocketSigns } from './sweep-list.ts'
import { sweepList } from './sweep-list.ts'
import type { Input } from './telemetry-shard-machine.ts'
import { step } from './telemetry-shard-machine.ts'
import type { TelemetryShardStore } from './telemetry-shard-store.ts'

/** What a step made necessary. */
export type Made = { readonly rows: boolean; readonly counts: boolean }

type KeeperDeps = {
  readonly storage: Pick<DurableObjectStorage, 'sql' | 'transactionSync'>
  readonly store: TelemetryShardStore
  readonly appId: AppId
  readonly object: string
  readonly sockets: SocketSigns
  /** Called after each committed step. */
  readonly onMade: (made: Made, now: number) => void
}

const refused: AcceptAnswer = { ok: false, retryAfterSeconds: limits.refusalRetryAfterS }

export class ShardKeeper {
  readonly #deps: KeeperDeps
  readonly #sessions: SessionStore
  readonly #answers: AnswerStore
  readonly #intake = new Intake()
  #state: ShardState
  #recent = new RecentIds(limits.recentIds)
  #pruneDue: number | null

  constructor(deps: KeeperDeps) {
    this.#deps = deps
    this.#sessions = new SessionStore(deps.storage.sql)
    this.#answers = new AnswerStore(deps.storage.sql)
    this.#state = shardState(this.#sessions.live(), this.#sessions.labels())
    this.#pruneDue = deps.store.meta('prune_due')
  }

  get state(): ShardState {
    return this.#state
  }

  /** Whether anything is or was live here: then somebody may hold counters of ours. */
  get everLive(): boolean {
    return this.#state.live.size > 0 || this.#sessions.hasEnded()
  }

  /** When to sweep next, at the latest: those that come due until then share it. */
  get sweepDue(): number | null {
    const due = nextSessionDue(this.#state)
    return due === null ? null : Math.ceil(due / limits.sweepGridMs) * limits.sweepGridMs
  }

  get pruneDue(): number | null {
    return this.#pruneDue
  }

  accept(request: AcceptRequest, now: number): AcceptAnswer {
    const { object, appId, store } = this.#deps
    if (store.size.rows >= limits.outboxRows || store.size.bytes >= limits.outboxBytes) {
      logError({ event: 'outbox_full', object, ...store.size })
      return refused
    }
    const over = this.#intake.take(request.allowance, request.items.length, now)
    if (over !== null) return over
    try {
      // Only a defect of ours brings it here; then nothing is better than the wrong tenant.
      if (request.app_id !== appId) throw new Error('a request of another app')
      return { ok: true, verdicts: this.#commit(request.received_at, now, (changes) => this.#take(request, changes, now)) }
    } catch (error) {
      logError({ event: 'accept_failed', object, error: errorText(error) })
      return refused
    }
  }

  /** Ends what timed out and reports what lives on, if anything is due. */
  sweep(now: number): void {
    if (!this.#isDue(now)) return
    this.#commit(now, now, (changes) => this.#sweep(changes, now))
  }

  /** One input outside of a request. */
  apply(input: Input, now: number): void {
    this.#commit(now, now, (changes) => this.#step(changes, input, now))
  }

  confirm(seqs: readonly number[]): void {
    this.#deps.store.confirm(seqs)
  }

  /** What is new counts when it is accepted; what is not counts here. */
  recall(key: string, requestHash: string, allowance: Allowance, now: number): Recalled {
    const recalled = this.#answers.recall(key, requestHash, now)
    const limited = recalled.kind === 'new' ? undefined : this.#intake.take(allowance, 0, now)?.limited
    return limited === undefined ? recalled : { kind: 'limited', limited }
  }

  remember(key: string, requestHash: string, answer: string, now: number): void {
    this.#deps.storage.transactionSync(() => {
      this.#answers.remember(key, requestHash, answer, now)
      if (this.#pruneDue === null) this.#planPrune(now + limits.pruneEveryMs)
    })
  }

  prune(now: number): void {
    if (this.#pruneDue === null || this.#pruneDue > now) return
    this.#pruneDue = this.#deps.storage.transactionSync(() => {
      const done = this.#sessions.prune(now - limits.endedKeptMs, limits.pruneRows)
      this.#answers.prune(now)
      const next = done ? now + limits.pruneEveryMs : now
      const due = this.#sessions.hasEnded() || this.#answers.any() ? next : null
      this.#deps.store.setMeta('prune_due', due)
      return due
    })
  }

  #take(request: AcceptRequest, changes: Changes, now: number) {
    if (this.#isDue(now)) this.#sweep(changes, now)
    const ended = (actorId: string, sessionId: string): EndedSession | null => {
      this.#persistSessions(changes, now)
      return this.#sessions.ended(actorId, sessionId)
    }
    return acceptItems({ state: this.#state, recent: this.#recent, changes, request, now, ended })
  }

  #isDue(now: number): boolean {
    const due = nextSessionDue(this.#state)
    return due !== null && due <= now
  }

  #sweep(changes: Changes, now: number): void {
    this.#step(changes, { type: 'sweep', swept: sweepList(this.#state, this.#deps.sockets, now) }, now)
  }

  #step(changes: Changes, input: Input, now: number): void {
    collect(changes, step(this.#state, input, now).effects)
  }

  /** Runs `work`, persists what it changed. If anything throws, SQLite rolls back and memory is read anew. */
  #commit<T>(receivedAt: number, now: number, work: (changes: Changes) => T): T {
    const changes = noChanges()
    let made: Made = { rows: false, counts: false }
    let result: T
    try {
      result = this.#deps.storage.transactionSync(() => {
        const value = work(changes)
        made = this.#persist(changes, receivedAt, now)
        return value
      })
    } catch (error) {
      this.#reload()
      throw error
    }
    if (made.rows || made.counts) this.#deps.onMade(made, now)
    return result
  }

  #persist(changes: Changes, receivedAt: number, now: number): Made {
    this.#persistSessions(changes, now)
    const rows = rowsOf(changes, receivedAt)
    this.#deps.store.append(rows)
    return { rows: rows.length > 0, counts: changes.counts }
  }

  #persistSessions(changes: Changes, now: number): void {
    for (const save of changes.saves.values()) {
      this.#sessions.save(save)
      if (save.session.status === 'ended' && this.#pruneDue === null) this.#planPrune(now + limits.pruneEveryMs)
    }
    if (changes.signs.size > 0) this.#sessions.saveSigns(changes.signs.values())
    for (const other of changes.others) this.#sessions.apply(other, now)
    changes.saves.clear()
    changes.signs.clear()
    changes.others.length = 0
  }

  #planPrune(due: number): void {
    this.#pruneDue = due
    this.#deps.store.setMeta('prune_due', due)
  }

  /** Memory must not know what SQLite forgot: an id remembered from a failed request would turn its retry into a loss. */
  #reload(): void {
    this.#deps.store.reload()
    this.#recent = new RecentIds(limits.recentIds)
    this.#state = shardState(this.#sessions.live(), this.#sessions.labels())
    this.#pruneDue = this.#deps.store.meta('prune_due')
  }
}
