/** Calls the ingest Worker as it is composed in production, without the gateway in front. */
import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { problem as problemShape } from '../../contract/problem.ts'
import type { Problem } from '../../contract/problem.ts'
import { ingestAnswer } from '../../contract/events.ts'
import type { IngestAnswer } from '../../contract/events.ts'
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { createIngest } from '../../workers/ingest/app.ts'
import type { IngestBindings } from '../../workers/ingest/ingest-env.ts'

export type Init = { method?: string; headers?: Record<string, string>; body?: BodyInit | null }

export type Door = (path: string, init?: Init) => Promise<Response>

/** A door with an isolate's cache of its own. `bindings` replaces what the Worker is bound to. */
export const ingestDoor = (bindings: Partial<IngestBindings> = {}): Door => {
  const app = createIngest(new KeyDirectory())
  return async (path, init = {}) =>
    app.fetch(new Request(`http://prost.test${path}`, init), { ...env, ...bindings }, createExecutionContext())
}

/** A POST of JSON (or of text as it is) to `/v1/events`. */
export const post = (door: Door, headers: Record<string, string>, body: unknown): Promise<Response> =>
  door('/v1/events', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array || body instanceof ReadableStream ? body : JSON.stringify(body),
  })

/** The 202, parsed. */
export const accepted = async (response: Response): Promise<IngestAnswer> => {
  const text = await response.text()
  if (response.status !== 202) throw new Error(`expected 202, got ${response.status}: ${text}`)
  return ingestAnswer.parse(JSON.parse(text))
}

/** The problem, parsed; its status and media type must be those of the answer. */
export const problemOf = async (response: Response): Promise<Problem> => {
  const type = response.headers.get('Content-Type')
  const parsed = problemShape.parse(await response.json())
  if (type !== 'application/problem+json' || parsed.status !== response.status)
    throw new Error(`not a problem answer: ${type} ${response.status}`)
  return parsed
}

/** Just its code. */
export const codeOf = async (response: Response): Promise<string> => (await problemOf(response)).code

export const gzip = async (text: string | Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer())
