/**
 * An app's metrics as a stream: who may have one, how many, and for how long. What it says is `domain/metrics/live-feed.ts`. Owns what streams of an
 * isolate share: a snapshot a second per app, as a value, and the count of open ones.
 */
import type { Context } from 'hono'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { AppId } from '../../../contract/ids.ts'
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import { mirrorOf } from '../../../contract/mirror.ts'
import type { Access } from '../../../contract/operation.ts'
import { streamMetrics } from '../../../contract/operations/live.ts'
import { BoundedMap } from '../../../domain/credentials/bounded-map.ts'
import { streamSlotLimits, StreamSlots } from '../../../domain/limits/stream-slots.ts'
import type { StreamSlot } from '../../../domain/limits/stream-slots.ts'
import { liveFeed } from '../../../domain/metrics/live-feed.ts'
import { errorText, logError, requestMark } from '../../shared/log.ts'
import { admit } from '../../shared/access/admission.ts'
import type { ApiEnv } from '../bindings.ts'
import { actorOf } from '../../shared/access/caller.ts'
import type { Caller } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { liveStream } from './live-stream.ts'
import type { Pause } from './live-stream.ts'
import { readMetrics } from './read-metrics.ts'

type Look = { readonly askedAt: number; readonly metrics: MetricsSnapshot }

const memoMs = 1_000

const tooMany: Failure = {
  code: 'rate_limited',
  detail: `No more than ${streamSlotLimits.perHolder} streams at once: close one that is open.`,
  retryAfterSeconds: streamSlotLimits.leaseMs / 1_000,
}

export class LiveMetrics {
  readonly #deps: GatewayDeps
  readonly #slots = new StreamSlots()
  readonly #looks = new BoundedMap<AppId, Look>(10_000)

  constructor(deps: GatewayDeps) {
    this.#deps = deps
  }

  /** The stream for whoever asks, or why there is none. Throws when not even the first snapshot can be read. */
  async open(c: Context<ApiEnv>): Promise<Result<ReadableStream<Uint8Array>>> {
    const slot = this.#slots.take(holderOf(c.get('caller')), this.#deps.now())
    if (slot === null) return { ok: false, error: tooMany }
    const stream = await liveStream(
      (pause) => this.#feed(c, slot, pause),
      (cause) => {
        slot.release()
        if (cause !== undefined) logBroken(c, cause)
      },
    )
    return { ok: true, value: stream }
  }

  #feed(c: Context<ApiEnv>, slot: StreamSlot, pause: Pause): AsyncGenerator<string, void, void> {
    const { now } = this.#deps
    let caller = c.get('caller')
    const access = accessOf(caller)
    const mayGoOn = async (): Promise<boolean> => {
      const admitted = await admit(c, access, this.#deps)
      if (!admitted.ok || admitted.value === null) return false
      caller = admitted.value
      slot.renew(now())
      return true
    }
    return liveFeed({ mayGoOn, look: () => this.#look(c, caller), pause, now })
  }

  /** Streams of an app share what one of them read within the second. */
  async #look(c: Context<ApiEnv>, { app }: Caller): Promise<MetricsSnapshot> {
    const askedAt = this.#deps.now()
    const held = this.#looks.get(app.app_id)
    if (held !== undefined && askedAt - held.askedAt < memoMs) return held.metrics
    const metrics = await readMetrics(this.#deps, c.env, app)
    this.#looks.set(app.app_id, { askedAt, metrics })
    return metrics
  }
}

/** A key, or an operator in whatever app. */
const holderOf = (caller: Caller): string => {
  const { kind, id } = actorOf(caller)
  return `${kind} ${id}`
}

const operatorView = mirrorOf(streamMetrics)

/** What whoever opened the stream is asked for again. */
const accessOf = ({ kind }: Caller): Access => (kind === 'operator' && operatorView !== null ? operatorView.access : streamMetrics.access)

const logBroken = (c: Context<ApiEnv>, cause: unknown): void =>
  logError({ event: 'stream_broken', ...requestMark(c.get('requestId'), c.get('trace')), error: errorText(cause) })
