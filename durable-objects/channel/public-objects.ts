/**
 * The second public form of a channel: status and playlists as objects in R2, to be served from a cached bucket without any Worker. Written
 * when something changed, playlists of renditions before the master that names them. Throws what R2 throws.
 */
import type { Rendered } from '../../contract/channel.ts'
import { publicKey } from '../../domain/channel/media-key.ts'
import type { ChannelId } from '../../contract/ids.ts'

/** Between two writes. */
export const publicObjectsEveryMs = 1_000

export type PublicDocument = Pick<Rendered, 'body' | 'etag' | 'freshMs'> & { readonly name: string; readonly type: string }

type Bucket = Pick<R2Bucket, 'put' | 'delete' | 'list'>

export class PublicObjects {
  /** Name → etag of what was written by this instance. */
  readonly #written = new Map<string, string>()
  #due: number | null = null
  #notBefore = 0

  /** When something has to be written; null when all is. */
  get due(): number | null {
    return this.#due
  }

  changed(now: number): void {
    const due = Math.max(now, this.#notBefore)
    this.#due = this.#due === null ? due : Math.min(this.#due, due)
  }

  async write(bucket: Bucket, channel: ChannelId, documents: readonly PublicDocument[], now: number): Promise<void> {
    this.#notBefore = now + publicObjectsEveryMs
    // What changes while this writes is written next time; what fails, again.
    this.#due = null
    try {
      for (const document of documents) {
        if (this.#written.get(document.name) === document.etag) continue
        await bucket.put(publicKey(channel, document.name), document.body, { httpMetadata: metadataOf(document) })
        this.#written.set(document.name, document.etag)
      }
    } catch (error) {
      this.changed(now)
      throw error
    }
  }

  async remove(bucket: Bucket, channel: ChannelId): Promise<void> {
    const { objects } = await bucket.list({ prefix: publicKey(channel, '') })
    if (objects.length > 0) await bucket.delete(objects.map(({ key }) => key))
    this.#written.clear()
    this.#due = null
  }
}

const metadataOf = ({ type, freshMs }: PublicDocument): R2HTTPMetadata => ({
  contentType: type,
  cacheControl: `public, max-age=${Math.max(1, Math.floor(freshMs / 1_000))}, stale-if-error=60`,
})
