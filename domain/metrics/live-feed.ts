/**
 * What a live stream of an app's metrics says and when, as text of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html):
 * the snapshot at once and whenever a number moved, a sign of life in between, an end. Who may listen and how one reads and waits is given.
 */
import type { MetricsSnapshot } from '../../contract/metrics.ts'

export const liveFeedLimits = {
  /** Between two questions whether the caller still may: with the 4 s an isolate holds an authority, under the 5 s of the contract. */
  wakeMs: 500,
  /** Each second wake looks: once a second. */
  wakesPerLook: 2,
  /** That a reader has gone shows when something is written: so long an idle app is looked at for nobody. */
  heartbeatMs: 5_000,
  lifeMs: 300_000,
  /** What a client waits before it connects again. */
  retryMs: 3_000,
} as const

export type LiveFeedDeps = {
  /** Whether whoever asked still may. */
  readonly mayGoOn: () => Promise<boolean>
  readonly look: () => Promise<MetricsSnapshot>
  /** False when nobody listens any more. */
  readonly pause: (ms: number) => Promise<boolean>
  /** Epoch ms. */
  readonly now: () => number
}

/** Throws what the first or any later look throws. */
export async function* liveFeed({ mayGoOn, look, pause, now }: LiveFeedDeps): AsyncGenerator<string, void, void> {
  const endsAt = now() + liveFeedLimits.lifeMs
  let known = await look()
  let saidAt = now()
  yield `retry: ${liveFeedLimits.retryMs}\n\n${metricsEvent(known)}`
  for (let wake = 1; ; wake++) {
    if (!(await pause(liveFeedLimits.wakeMs)) || now() >= endsAt) return
    const seen = wake % liveFeedLimits.wakesPerLook === 0 ? await look() : null
    // After the look, so that nothing is said to who may not hear it any more.
    if (!(await mayGoOn())) return
    const text = seen && whatToSay(known, seen, now() - saidAt)
    if (seen === null || text === null) continue
    known = seen
    saidAt = now()
    yield text
  }
}

const whatToSay = (known: MetricsSnapshot, seen: MetricsSnapshot, silentMs: number): string | null => {
  if (numbersOf(known) !== numbersOf(seen)) return metricsEvent(seen)
  return silentMs >= liveFeedLimits.heartbeatMs ? heartbeat(seen) : null
}

/** All but the moment they are of. */
const numbersOf = ({ as_of: _moment, ...numbers }: MetricsSnapshot): string => JSON.stringify(numbers)

const metricsEvent = (snapshot: MetricsSnapshot): string => `event: metrics\nid: ${snapshot.as_of}\ndata: ${JSON.stringify(snapshot)}\n\n`

/** Dispatches nothing, but moves the id: up to then nothing is new. */
const heartbeat = ({ as_of }: MetricsSnapshot): string => `: nothing new\nid: ${as_of}\n\n`
