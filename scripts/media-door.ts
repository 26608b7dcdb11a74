/**
 * The way into the local bucket, which only the runtime has: an address on loopback that takes PUT and DELETE of one channel's media,
 * as R2's S3 address does in production. Whoever knows the token may use it.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { Miniflare } from 'miniflare'
import { mediaUri } from '../contract/lab.ts'
import { holds } from '../lab/control.ts'

const largest = 16 * 1024 * 1024

export type MediaDoor = { readonly url: string; readonly close: () => Promise<void> }

export type MediaDoorOptions = {
  readonly miniflare: Miniflare
  /** Of every key. */
  readonly prefix: string
  readonly token: string
}

export const openMediaDoor = async (options: MediaDoorOptions): Promise<MediaDoor> => {
  const server = createServer((request, response) => {
    handle(request, options).then(
      (status) => response.writeHead(status).end(),
      (error: unknown) => {
        // While all of it stops the bucket may be gone before the last upload is.
        if (server.listening) process.stderr.write(`prost: media: ${String(error)}\n`)
        response.writeHead(503).end()
      },
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the media door has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const handle = async (request: IncomingMessage, { miniflare, prefix, token }: MediaDoorOptions): Promise<number> => {
  if (!holds(request.headers.authorization, token)) return 401
  const uri = mediaUri.safeParse((request.url ?? '').slice(1))
  if (!uri.success) return 404
  // Asked for each time: after the runtime died it is another one.
  const bucket = await miniflare.getR2Bucket('MEDIA', 'prost-sync')
  const key = `${prefix}${uri.data}`
  if (request.method === 'DELETE') {
    await bucket.delete(key)
    return 204
  }
  if (request.method !== 'PUT') return 405
  const bytes = await bodyOf(request)
  if (bytes === null) return 413
  await bucket.put(key, bytes)
  return 200
}

const bodyOf = async (request: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    const bytes = Buffer.from(part as Uint8Array)
    size += bytes.length
    if (size > largest) return null
    parts.push(bytes)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** Deletes what LABs of earlier starts left behind; a playlist that is still watched names none of it. */
export const clearOldMedia = async (miniflare: Miniflare, prefix: string, olderThanMs: number): Promise<void> => {
  const bucket = await miniflare.getR2Bucket('MEDIA', 'prost-sync')
  for (let cursor: string | undefined; ;) {
    const page = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) })
    const old = page.objects.filter(({ uploaded }) => uploaded.getTime() < Date.now() - olderThanMs).map(({ key }) => key)
    if (old.length > 0) await bucket.delete(old)
    if (!page.truncated) return
    cursor = page.cursor
  }
}
