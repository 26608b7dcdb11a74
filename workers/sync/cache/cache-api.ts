/**
 * An `EdgeCache` over the Cache API: shared by the isolates of a place, and kept over their end. Its own lifetime is that of a stale
 * document; freshness is read from what is kept beside the body. https://developers.cloudflare.com/workers/runtime-apis/cache/
 */
import * as z from 'zod'
import { laterOf } from '../../../domain/channel/edge-cache.ts'
import type { EdgeCache, EdgeDocument } from '../../../domain/channel/edge-cache.ts'

const times = z.object({
  askedAt: z.coerce.number().int(),
  freshUntil: z.coerce.number().int(),
  staleUntil: z.coerce.number().int(),
  etag: z.string(),
})

/** Where nothing is: keys are addresses, and no real one may be met. */
const keyOf = (path: string): string => `https://edge-cache.invalid${path}`

export class CacheApi implements EdgeCache {
  readonly #open: () => Promise<Cache>

  constructor(open: () => Promise<Cache> = () => caches.open('prost-channel')) {
    this.#open = open
  }

  async get(path: string, now: number): Promise<EdgeDocument | null> {
    const found = await (await this.#open()).match(keyOf(path))
    if (found === undefined) return null
    const [body, kept] = [await found.text(), times.safeParse(JSON.parse(found.headers.get('X-Document') ?? 'null'))]
    return kept.success && now < kept.data.staleUntil ? { ...kept.data, body } : null
  }

  async put(path: string, document: EdgeDocument, now: number): Promise<EdgeDocument> {
    const standing = laterOf(await this.get(path, now), document)
    if (standing !== document) return standing
    const { body, ...beside } = document
    const seconds = Math.max(1, Math.ceil((document.staleUntil - now) / 1_000))
    const headers = { 'Cache-Control': `public, max-age=${seconds}`, 'X-Document': JSON.stringify(beside) }
    await (await this.#open()).put(keyOf(path), new Response(body, { headers }))
    return document
  }
}
