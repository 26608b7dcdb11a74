/**
 * The Durable Object that says whether one more attempt to get in may begin, for an e-mail or for an address (its name says which).
 * A thin shell: the machine decides, SQLite remembers before anything is answered, an alarm forgets. Rules [AL…] are in `../SPEC.md`.
 */
import { DurableObject } from 'cloudflare:workers'
import type { AttemptLimiterRpc, BeginAttempt, BegunAttempt } from '../../contract/attempts.ts'
import { attemptKindOf } from '../names.ts'
import { AlarmClock } from '../runtime/alarm-clock.ts'
import type { Backoff } from '../runtime/backoff.ts'
import { afterFailure, noBackoff } from '../runtime/backoff.ts'
import { errorText, logError } from '../runtime/log.ts'
import { migrate } from '../runtime/migrations.ts'
import type { AttemptInput, AttemptState, AttemptStep } from './attempt-limiter-machine.ts'
import { forgetDue, isForgotten, step } from './attempt-limiter-machine.ts'
import { attemptLimiterMigrations } from './attempt-limiter-migrations.ts'
import { AttemptLimiterStore } from './attempt-limiter-store.ts'
import type { AttemptPolicy } from './attempt-policy.ts'
import { attemptLimits, attemptPolicies } from './attempt-policy.ts'

export class AttemptLimiter extends DurableObject<object> implements AttemptLimiterRpc {
  readonly #object: string
  readonly #policy: AttemptPolicy
  readonly #store: AttemptLimiterStore
  readonly #clock: AlarmClock
  /** Null until it is read, and after everything was forgotten. */
  #state: AttemptState | null = null
  /** When a limit refused last. Only in memory: a note too many does no harm. */
  readonly #refusedAt = new Map<string, number>()
  #backoff: Backoff = noBackoff

  constructor(ctx: DurableObjectState, env: object) {
    super(ctx, env)
    const kind = attemptKindOf(ctx.id.name ?? '')
    if (kind === null) throw new Error('an AttemptLimiter is only reached by a name made in names.ts')
    this.#object = `attempts/${kind}`
    this.#policy = attemptPolicies[kind]
    this.#store = new AttemptLimiterStore(ctx.storage.sql)
    this.#clock = new AlarmClock(ctx.storage, this.#object)
    void ctx.blockConcurrencyWhile(() => this.#clock.refresh())
  }

  async begin({ address, limit_per_min: perMinute, purpose }: BeginAttempt): Promise<BegunAttempt> {
    const now = Date.now()
    const { decision } = this.#step({ type: 'begin', address, purpose, perMinute }, now)
    if (decision === null) throw new Error('an attempt began without a decision')
    if (decision.ok) return { ok: true, attempt: decision }
    return { ok: false, retryAfterMs: decision.retryAfterMs, refused: decision, newly: this.#isNews(decision.name, now) }
  }

  async succeeded({ address }: Pick<BeginAttempt, 'address'>): Promise<void> {
    this.#step({ type: 'succeeded', address }, Date.now())
  }

  async undecided({ address, purpose }: Pick<BeginAttempt, 'address' | 'purpose'>): Promise<void> {
    this.#step({ type: 'undecided', address, purpose }, Date.now())
  }

  /** The platform retries a failed alarm six times and then never again: so none ever fails. */
  override async alarm(): Promise<void> {
    this.#clock.rang()
    const now = Date.now()
    try {
      await this.#forget(now)
      this.#backoff = noBackoff
    } catch (error) {
      this.#backoff = afterFailure(this.#backoff, now, { minMs: attemptLimits.retryMinMs, maxMs: attemptLimits.retryMaxMs })
      const { failures, notBefore } = this.#backoff
      const retry = { failures, retry_in_ms: notBefore - now }
      logError({ event: 'alarm_failed', object: this.#object, part: 'forget', ...retry, error: errorText(error) })
      this.#clock.wakeBy(notBefore, now)
    }
  }

  /** An object that remembers nothing leaves nothing behind. */
  async #forget(now: number): Promise<void> {
    const { state } = this.#step({ type: 'forget' }, now)
    if (!isForgotten(state)) return
    this.#state = null
    await this.ctx.storage.deleteAll()
    await this.#clock.refresh()
  }

  /** In memory and in SQLite, or in neither. */
  #step(input: AttemptInput, now: number): AttemptStep {
    const before = (this.#state ??= this.#read())
    const stepped = step(this.#policy, before, input, now)
    if (stepped.effects.length > 0) this.ctx.storage.transactionSync(() => this.#store.apply(stepped.effects))
    this.#state = stepped.state
    this.#clock.wakeBy(forgetDue(this.#policy, stepped.state), now)
    return stepped
  }

  #read(): AttemptState {
    migrate(this.ctx.storage, attemptLimiterMigrations)
    return this.#store.state()
  }

  #isNews(limit: string, now: number): boolean {
    const last = this.#refusedAt.get(limit) ?? Number.NEGATIVE_INFINITY
    this.#refusedAt.set(limit, now)
    return now - last >= attemptLimits.quietMs
  }
}
