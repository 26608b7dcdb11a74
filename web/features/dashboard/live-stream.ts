/**
 * An app's numbers as the platform speaks them: `GET …/metrics/live`, read from the body of `fetch`. Owns one stream from its opening to its end;
 * when there is another, and what is done without one, is `use-live-metrics.ts`.
 */
import type { AppId } from '../../../contract/ids.ts'
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import type { Received } from '../session/http.ts'
import { request } from '../session/http.ts'
import { freshToken } from '../session/call.ts'
import { readSnapshot } from './answers.ts'
import type { ServerEvent } from './sse.ts'
import { eventReader } from './sse.ts'

/** `none`: it could not be opened. `broken`: it spoke and was cut. `over`: it came to its end, and may be opened again at once. */
type StreamEnd = 'none' | 'broken' | 'over'
type Tell = (received: Received<MetricsSnapshot>) => void

/** The platform ends a stream after five minutes. */
const longestMs = 330_000
/** It gives a sign of life every five seconds: after three that were missed nobody is there. */
const silenceMs = 15_000

export async function followMetrics(app: AppId, signal: AbortSignal, tell: Tell): Promise<StreamEnd> {
  const token = await freshToken()
  if (token === null || signal.aborted) return 'none'
  const quiet = watchSilence()
  let spoke = false
  const heard: Tell = (received) => {
    spoke = true
    tell(received)
  }
  try {
    const ask = { path: `/v1/apps/${app}/metrics/live`, signal: AbortSignal.any([signal, quiet.signal]), patienceMs: longestMs }
    const response = await request(ask, { token: token.text, accept: 'text/event-stream' })
    if (!isStream(response)) return 'none'
    await readAll(response, quiet.heard, heard)
    return spoke ? 'over' : 'none'
  } catch {
    // No network, a cut connection, silence and an abort alike; what follows depends only on whether it ever spoke.
    return spoke ? 'broken' : 'none'
  } finally {
    quiet.stop()
  }
}

const isStream = (response: Response): boolean =>
  response.ok && (response.headers.get('Content-Type') ?? '').startsWith('text/event-stream')

async function readAll(response: Response, heard: () => void, tell: Tell): Promise<void> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  const read = eventReader()
  const take = snapshotTaker(response)
  for (;;) {
    const piece = await reader?.read()
    if (piece === undefined || piece.done) return
    heard()
    for (const event of read(decoder.decode(piece.value, { stream: true }))) {
      const received = take(event)
      if (received !== null) tell(received)
    }
  }
}

/** A sign of life is the last snapshot with a newer moment. The server's clock is known from the head of the answer. */
function snapshotTaker(response: Response): (event: ServerEvent) => Received<MetricsSnapshot> | null {
  const ahead = Date.parse(response.headers.get('Date') ?? '') - Date.now()
  let known: MetricsSnapshot | null = null
  return ({ event, id, data }) => {
    if (event === 'metrics' && data !== '') known = snapshotIn(data) ?? known
    else if (known !== null && id !== null && Number.isFinite(Date.parse(id))) known = { ...known, as_of: id }
    const receivedAt = Date.now()
    return known && { value: known, receivedAt, serverAt: Number.isNaN(ahead) ? null : receivedAt + ahead }
  }
}

/** Null for text that is no snapshot. */
function snapshotIn(text: string): MetricsSnapshot | null {
  try {
    return readSnapshot(JSON.parse(text))
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function watchSilence() {
  const silent = new AbortController()
  let timer = setTimeout(() => silent.abort(), silenceMs)
  const stop = (): void => clearTimeout(timer)
  const heard = (): void => {
    stop()
    timer = setTimeout(() => silent.abort(), silenceMs)
  }
  return { signal: silent.signal, heard, stop }
}
