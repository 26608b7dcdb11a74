/** The two ways into the bucket: as S3, which is R2's public way in, and through the upload address that `npm start` opens at home. */
import { AwsClient } from 'aws4fetch'
import { httpMediaStore, type MediaStore } from './media-store.ts'

const timeoutMs = 10_000

export type S3Access = { readonly accessKeyId: string; readonly secretAccessKey: string }

/** `base`: `https://<account>.r2.cloudflarestorage.com/<bucket>/channels/<app>/<channel>/segments`. */
export const s3MediaStore = (base: string, access: S3Access, send: typeof fetch = fetch): MediaStore => {
  // R2 takes any region; `auto` is its own name. Retrying is the encoder's: by then the next segment is due, too.
  const client = new AwsClient({ ...access, service: 's3', region: 'auto', retries: 0 })
  return httpMediaStore(base, async (url, init) => {
    const { headers, body } = init
    const signed = await client.sign(url, { method: init.method, ...(headers ? { headers } : {}), ...(body ? { body } : {}) })
    return send(signed, { signal: AbortSignal.timeout(timeoutMs) })
  })
}

export const uploadMediaStore = (base: string, token: string, send: typeof fetch = fetch): MediaStore =>
  httpMediaStore(base, (url, { method, headers, body }) =>
    send(url, {
      method,
      headers: { ...headers, Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body ? { body } : {}),
    }),
  )
