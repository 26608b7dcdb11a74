/**
 * The Durable Object of one channel: takes what its LAB signs, decides what is on, and says so to the doors. A thin shell: the keeper moves and
 * stores the machine's state, the courier brings notes away, an alarm does what nobody asks for. Rules [CH…] are in `../SPEC.md`.
 */
import { DurableObject } from 'cloudflare:workers'
import type {
  ChannelAct,
  ChannelHealth,
  ChannelRpc,
  ChannelSecret,
  ChannelSetup,
  PlaylistAnswer,
  PlaylistAsk,
  Rendered,
  ReportAnswer,
  SignedReport,
  ViewerBeat,
} from '../../contract/channel.ts'
import { appOfObjectName } from '../names.ts'
import { AlarmClock } from '../runtime/alarm-clock.ts'
import type { Backoff } from '../runtime/backoff.ts'
import { afterFailure, noBackoff } from '../runtime/backoff.ts'
import { errorText, logError } from '../runtime/log.ts'
import { nextChangeAt, nextDecisionAt } from './channel-machine.ts'
import { ChannelParts } from './channel-parts.ts'
import type { ChannelState } from './channel-state.ts'
import { healthOf } from './channel-views.ts'
import { publicDocuments, renderedStatus } from './documents.ts'
import { answerPlaylist } from './blocking-reload.ts'
import { takeReport } from './take-report.ts'
import { PublicObjects } from './public-objects.ts'
import { Waiters } from './waiters.ts'

const retry = { minMs: 500, maxMs: 30_000 } as const

export type ChannelEnv = { readonly EVENTS_QUEUE: Queue; readonly MEDIA: R2Bucket }

export class Channel extends DurableObject<ChannelEnv> implements ChannelRpc {
  readonly #object: string
  readonly #clock: AlarmClock
  readonly #waiters = new Waiters()
  readonly #published = new PublicObjects()
  #parts: ChannelParts | null = null
  #backoff: Backoff = noBackoff

  constructor(ctx: DurableObjectState, env: ChannelEnv) {
    super(ctx, env)
    const object = ctx.id.name ?? ''
    if (appOfObjectName(object) === null) throw new Error('a Channel is only reached by a name made in names.ts')
    this.#object = object
    this.#clock = new AlarmClock(ctx.storage, object)
    void ctx.blockConcurrencyWhile(() => this.#clock.refresh())
  }

  async report(setup: ChannelSetup, report: SignedReport): Promise<ReportAnswer> {
    const answer = takeReport(this.#open(), setup, report, Date.now())
    // Nothing of what is not signed has any effect, not even that of time.
    if (answer.ok || answer.code !== 'invalid_signature') this.#arm(Date.now())
    return answer
  }

  async status(setup: ChannelSetup): Promise<Rendered> {
    const now = Date.now()
    const state = this.#moved(setup, now)
    return renderedStatus(setup, state, this.#open().audience(now), now)
  }

  playlist(setup: ChannelSetup, ask: PlaylistAsk): Promise<PlaylistAnswer> {
    return answerPlaylist(ask, {
      moved: (now) => this.#moved(setup, now),
      waiters: this.#waiters,
      isLowLatency: setup.settings.low_latency,
    })
  }

  async beat(_setup: ChannelSetup, beat: ViewerBeat): Promise<void> {
    this.#open().beat(beat, Date.now())
  }

  async health(setup: ChannelSetup): Promise<string> {
    const now = Date.now()
    const state = this.#moved(setup, now)
    const health = healthOf(setup, state, this.#open().audience(now), now)
    return JSON.stringify({ ...health, secrets: this.#open().secrets.list(now) } satisfies ChannelHealth)
  }

  async addSecret(setup: ChannelSetup, secret: string, overlapMs: number, act: ChannelAct): Promise<ChannelSecret[]> {
    const now = Date.now()
    const secrets = this.#open().addSecret(setup, { secret, overlapMs, act }, now)
    this.#arm(now)
    return secrets
  }

  async wake(): Promise<void> {
    await this.#clock.refresh()
    const setup = this.#open().keeper.setup
    if (setup !== null) this.#moved(setup, Date.now())
  }

  async close(): Promise<void> {
    const { keeper, courier } = this.#open()
    if (keeper.setup !== null) {
      await courier.flush(this.env.EVENTS_QUEUE, keeper.setup.app_id)
      await this.#published.remove(this.env.MEDIA, keeper.setup.channel_id)
    }
    this.#parts = null
    await this.ctx.storage.deleteAll()
    await this.#clock.refresh()
  }

  /** The platform retries a failed alarm six times and then never again: so none ever fails. */
  override async alarm(): Promise<void> {
    this.#clock.rang()
    const setup = this.#open().keeper.setup
    if (setup === null) return
    const done = [
      await this.#part('move', () => void this.#moved(setup, Date.now())),
      await this.#part('notes', () => this.#open().courier.deliver(this.env.EVENTS_QUEUE, setup.app_id, Date.now())),
      await this.#part('publish', () => this.#publish(setup, Date.now())),
    ]
    if (done.every(Boolean)) this.#backoff = noBackoff
    this.#arm(Date.now())
  }

  #open(): ChannelParts {
    return (this.#parts ??= new ChannelParts(this.ctx.storage, Date.now(), (now) => this.#changed(now)))
  }

  #moved(setup: ChannelSetup, now: number): ChannelState {
    const state = this.#open().keeper.moved(setup, now)
    this.#arm(now)
    return state
  }

  #changed(now: number): void {
    this.#waiters.wake()
    if (this.#open().keeper.setup?.settings.public_objects === true) this.#published.changed(now)
  }

  /** What was public stays no longer than it is wanted. */
  async #publish(setup: ChannelSetup, now: number): Promise<void> {
    const { store, keeper } = this.#open()
    if (!setup.settings.public_objects) {
      if (!store.isPublished()) return
      await this.#published.remove(this.env.MEDIA, setup.channel_id)
      return store.savePublished(false)
    }
    if (this.#published.due === null || now < this.#published.due) return
    if (!store.isPublished()) store.savePublished(true)
    const documents = publicDocuments(setup, keeper.moved(setup, now), this.#open().audience(now), now)
    await this.#published.write(this.env.MEDIA, setup.channel_id, documents, now)
  }

  async #part(part: string, run: () => void | Promise<void>): Promise<boolean> {
    try {
      await run()
      return true
    } catch (error) {
      const now = Date.now()
      this.#backoff = afterFailure(this.#backoff, now, retry)
      const { failures, notBefore } = this.#backoff
      logError({ event: 'alarm_failed', object: this.#object, part, failures, retry_in_ms: notBefore - now, error: errorText(error) })
      return false
    }
  }

  /** Wakes this object when something is due that nobody may ask for. */
  #arm(now: number): void {
    const { keeper, courier, store } = this.#open()
    const { state, setup } = keeper
    const isPublic = setup?.settings.public_objects === true
    const wanted = [
      courier.due,
      state === null ? null : nextDecisionAt(state),
      this.#published.due,
      isPublic && state !== null ? nextChangeAt(state) : null,
      !isPublic && store.isPublished() ? now : null,
    ].filter((due) => due !== null)
    if (wanted.length > 0) this.#clock.wakeBy(Math.max(Math.min(...wanted), this.#backoff.notBefore), now)
  }
}
