/**
 * The Durable Object that takes an app's events: `accept` is the moment of the promise. A thin shell: platform events
 * come in, `ShardKeeper` decides and persists, `Courier` sends, `TelemetrySockets` speaks with clients. Rules [TS…] are in `../SPEC.md`.
 */
import { DurableObject } from 'cloudflare:workers'
import type { AcceptAnswer, AcceptRequest, Allowance, Recalled, TelemetryShardRpc } from '../../contract/telemetry.ts'
import { appOfObjectName } from '../names.ts'
import { AlarmClock } from '../runtime/alarm-clock.ts'
import type { Backoff } from '../runtime/backoff.ts'
import { afterFailure, noBackoff } from '../runtime/backoff.ts'
import { closeCode } from '../runtime/close-code.ts'
import { errorText, logError } from '../runtime/log.ts'
import { migrate } from '../runtime/migrations.ts'
import { Courier } from './courier.ts'
import { GroupCommit } from './group-commit.ts'
import { limits } from './limits.ts'
import { ShardKeeper } from './shard-keeper.ts'
import { liveSession } from './shard-state.ts'
import { telemetryShardMigrations } from './telemetry-shard-migrations.ts'
import { TelemetryShardStore } from './telemetry-shard-store.ts'
import { TelemetrySockets } from './telemetry-sockets.ts'

export type TelemetryShardEnv = {
  readonly EVENTS_QUEUE: Queue
  readonly TELEMETRY_SHARD: DurableObjectNamespace<TelemetryShard>
}

export class TelemetryShard extends DurableObject<TelemetryShardEnv> implements TelemetryShardRpc {
  readonly #object: string
  readonly #store: TelemetryShardStore
  readonly #sockets: TelemetrySockets
  readonly #keeper: ShardKeeper
  readonly #courier: Courier
  readonly #clock: AlarmClock
  readonly #commits: GroupCommit<AcceptRequest, AcceptAnswer>
  #backoff: Backoff = noBackoff

  constructor(ctx: DurableObjectState, env: TelemetryShardEnv) {
    super(ctx, env)
    const object = ctx.id.name ?? ''
    const appId = appOfObjectName(object)
    if (appId === null) throw new Error('a TelemetryShard is only reached by a name made in names.ts')
    this.#object = object
    migrate(ctx.storage, telemetryShardMigrations)
    const store = (this.#store = new TelemetryShardStore(ctx.storage.sql))
    this.#clock = new AlarmClock(ctx.storage, object)
    this.#sockets = this.#makeSockets(ctx, object)
    const onMade = this.#onMade.bind(this)
    this.#keeper = new ShardKeeper({ storage: ctx.storage, store, appId, object, sockets: this.#sockets, onMade })
    const counts = () => this.#keeper.state.counts
    this.#courier = new Courier({ store, queue: () => this.env.EVENTS_QUEUE, appId, object, counts })
    this.#commits = new GroupCommit(
      (request: AcceptRequest) => this.#keeper.accept(request, Date.now()),
      () => this.#arm(),
    )
    if (this.#keeper.everLive) this.#courier.noteLive(Date.now())
    void ctx.blockConcurrencyWhile(() => this.#rewind())
  }

  accept(request: AcceptRequest): Promise<AcceptAnswer> {
    return this.#commits.accept(request)
  }

  async recall(key: string, requestHash: string, allowance: Allowance): Promise<Recalled> {
    return this.#keeper.recall(key, requestHash, allowance, Date.now())
  }

  async remember(key: string, requestHash: string, answer: string): Promise<void> {
    this.#keeper.remember(key, requestHash, answer, Date.now())
    this.#arm()
  }

  async confirm(seqs: readonly number[]): Promise<void> {
    this.#keeper.confirm(seqs)
    this.#courier.noteConfirmed(Date.now())
  }

  async pendingSince(): Promise<number | null> {
    return this.#store.oldestReceived('events')
  }

  async wake(): Promise<number | null> {
    if (this.#keeper.everLive) this.#courier.noteLive(Date.now())
    await this.#rewind()
    return this.#due()
  }

  async labelActor(actorId: string, bot: boolean | null): Promise<void> {
    this.#keeper.apply({ type: 'label', actorId, bot }, Date.now())
    this.#arm()
  }

  async closeSockets(openedBy: string): Promise<void> {
    this.#sockets.closeOpenedBy(openedBy)
  }

  /** The platform retries a failed alarm six times and then never again: so none ever fails. */
  override async alarm(): Promise<void> {
    this.#clock.rang()
    const results = [
      await this.#part('sweep', () => this.#keeper.sweep(Date.now())),
      await this.#part('deliver', () => this.#courier.deliver(Date.now())),
      await this.#part('prune', () => this.#keeper.prune(Date.now())),
    ]
    if (results.every(Boolean)) this.#backoff = noBackoff
    this.#arm()
  }

  override fetch(request: Request): Response {
    return this.#sockets.upgrade(request)
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): Promise<void> {
    return this.#sockets.message(socket, message)
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    try {
      this.#socketGone(socket)
    } finally {
      socket.close(closeCode(code), reason)
    }
  }

  override webSocketError(socket: WebSocket): void {
    this.#socketGone(socket)
  }

  #accept(request: AcceptRequest): AcceptAnswer {
    const answer = this.#keeper.accept(request, Date.now())
    this.#arm()
    return answer
  }

  #socketGone(socket: WebSocket): void {
    for (const sign of this.#sockets.gone(socket)) this.#keeper.apply({ type: 'heard', ...sign }, Date.now())
    this.#arm()
  }

  #onMade(made: { readonly counts: boolean }, now: number): void {
    if (made.counts) this.#courier.noteLive(now)
    else this.#courier.noteRows(now)
  }

  async #part(part: string, run: () => void | Promise<void>): Promise<boolean> {
    try {
      await run()
      return true
    } catch (error) {
      const now = Date.now()
      this.#backoff = afterFailure(this.#backoff, now, { minMs: limits.retryMinMs, maxMs: limits.retryMaxMs })
      const { failures, notBefore } = this.#backoff
      logError({ event: 'alarm_failed', object: this.#object, part, failures, retry_in_ms: notBefore - now, error: errorText(error) })
      return false
    }
  }

  /** The next moment this object has something to do; everything it says follows from SQLite. */
  #due(): number | null {
    const wanted = [this.#courier.due, this.#keeper.sweepDue, this.#keeper.pruneDue].filter((due) => due !== null)
    return wanted.length === 0 ? null : Math.max(Math.min(...wanted), this.#backoff.notBefore)
  }

  #arm(): void {
    this.#clock.wakeBy(this.#due(), Date.now())
  }

  async #rewind(): Promise<void> {
    await this.#clock.refresh()
    this.#arm()
  }

  #makeSockets(ctx: DurableObjectState, object: string): TelemetrySockets {
    return new TelemetrySockets({
      ctx,
      object,
      accept: (request) => this.#accept(request),
      forward: (name, request) => this.#forward(name, request),
      isLive: (actorId, sessionId) => liveSession(this.#keeper.state, actorId, sessionId) !== undefined,
      now: () => Date.now(),
    })
  }

  async #forward(object: string, request: AcceptRequest): Promise<AcceptAnswer> {
    try {
      return await this.env.TELEMETRY_SHARD.getByName(object).accept(request)
    } catch (error) {
      logError({ event: 'forward_failed', object: this.#object, to: object, error: errorText(error) })
      return { ok: false, retryAfterSeconds: limits.refusalRetryAfterS }
    }
  }
}
