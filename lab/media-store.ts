/** Where a LAB puts its media: the channel's part of the bucket. */

export interface MediaStore {
  /** `uri` as reports name it. The same uri is never put with other bytes. */
  put(uri: string, bytes: Uint8Array): Promise<void>
  /** Removing what is not there is no error. */
  remove(uri: string): Promise<void>
}

/** One request, or an error that says what came back. */
export type Send = (
  url: string,
  init: { method: 'PUT' | 'DELETE'; headers?: Record<string, string>; body?: Uint8Array<ArrayBuffer> },
) => Promise<Response>

/** A store below an address that takes PUT and DELETE of files. */
export const httpMediaStore = (base: string, send: Send): MediaStore => {
  const ask = async (method: 'PUT' | 'DELETE', uri: string, bytes?: Uint8Array): Promise<void> => {
    // The length is known: nothing is sent in chunks.
    const body = bytes ? { body: new Uint8Array(bytes), headers: { 'Content-Type': contentTypeOf(uri) } } : {}
    const answer = await send(`${base.replace(/\/$/, '')}/${uri}`, { method, ...body })
    await answer.body?.cancel()
    if (!answer.ok && !(method === 'DELETE' && answer.status === 404)) throw new Error(`${method} ${uri}: ${answer.status}`)
  }
  return { put: (uri, bytes) => ask('PUT', uri, bytes), remove: (uri) => ask('DELETE', uri) }
}

const contentTypeOf = (uri: string): string => (uri.endsWith('.mp4') ? 'video/mp4' : 'video/iso.segment')
