/**
 * CORS preflights. A preflight carries no credential, so it can not know the app: it lets pass what some app configured. The request
 * itself is the judge: 403 and no CORS header unless its own app lists the origin. Secrets have no business in a browser: a
 * preflight that asks to send one gets no permission.
 */
import { findConfiguredOrigins } from '../../storage/kernel/origin-lookup.ts'
import type { ConfiguredOrigins } from '../../storage/kernel/origin-lookup.ts'

/** How old the set of origins may be: a preflight protects nothing, so this is only about how soon a new origin works. */
const freshMs = 5_000

const allowedHeader =
  /^(?:authorization|content-type|content-encoding|idempotency-key|traceparent|tracestate|x-prost-app-key|x-request-id|ce-[a-z0-9]+)$/

/** One set for all apps of the isolate, replaced as a whole; nothing in it says whose an origin is. */
type Held = { readonly at: number; readonly configured: ConfiguredOrigins }

/** Whether any app lists an origin, as of a few seconds ago. */
export class OriginSet {
  #held: Held | null = null

  async has(kernel: D1Database, origin: string): Promise<boolean> {
    if (this.#held === null || Date.now() - this.#held.at >= freshMs) {
      this.#held = { at: Date.now(), configured: await originsOrAll(kernel) }
    }
    return this.#held.configured.origins.has(origin) || !this.#held.configured.complete
  }
}

/** The answer to a preflight of a path that takes `methods`. */
export const answerPreflight = async (
  request: Request,
  kernel: D1Database,
  origins: OriginSet,
  methods: readonly string[],
): Promise<Response> => {
  const origin = request.headers.get('Origin')
  const asked = askedHeaders(request.headers.get('Access-Control-Request-Headers'))
  const allowed = origin !== null && asked.every((name) => allowedHeader.test(name)) && (await origins.has(kernel, origin))
  return new Response(null, {
    status: 204,
    headers: {
      Allow: [...methods, 'OPTIONS'].join(', '),
      Vary: 'Origin, Access-Control-Request-Headers',
      ...(allowed ? permission(origin, methods, asked) : {}),
    },
  })
}

const permission = (origin: string, methods: readonly string[], headers: readonly string[]): Record<string, string> => ({
  'Access-Control-Allow-Origin': origin,
  'Access-Control-Allow-Methods': methods.join(', '),
  'Access-Control-Allow-Headers': headers.join(', '),
  'Access-Control-Max-Age': '600',
})

const askedHeaders = (header: string | null): string[] =>
  (header ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')

/** Without the kernel every origin may ask: cached keys still work then, and the request itself is judged by them. */
const originsOrAll = async (kernel: D1Database): Promise<ConfiguredOrigins> => {
  try {
    return await findConfiguredOrigins(kernel)
  } catch {
    return { origins: new Set(), complete: false }
  }
}
