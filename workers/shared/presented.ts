/** How a request carries an app key: `X-Prost-App-Key` (+ `X-Prost-App-Secret`), or HTTP Basic `pk:sk` / `pk:`. */
import { publicKey } from '../../contract/ids.ts'
import type { Presented } from '../../domain/credentials/key-directory.ts'

/** Null when there is none, or none that can be read. An empty secret is no secret: the public half alone. */
export const presentedBy = (headers: Headers): Presented | null => {
  const key = headers.get('X-Prost-App-Key')
  if (key !== null) return { publicKey: key.trim(), secret: headers.get('X-Prost-App-Secret')?.trim() || null }
  return basicPair(headers.get('Authorization'))
}

const basicPair = (authorization: string | null): Presented | null => {
  const [, encoded] = /^basic +([A-Za-z0-9+/=_-]+)$/i.exec(authorization?.trim() ?? '') ?? []
  if (encoded === undefined) return null
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  return colon < 0 ? null : { publicKey: pair.slice(0, colon), secret: pair.slice(colon + 1) || null }
}

/** A name that no key can have is not worth a question to the kernel. */
export const couldBeKey = (name: string): boolean => publicKey.safeParse(name).success
