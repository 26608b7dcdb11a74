/**
 * Refresh tokens: `pq_rt_` and base64url of the session, its generation and a MAC over both and the session's nonce. None is stored: the
 * server recognises every one it ever gave, so that the successor of a token is always the same and an old one is known for reuse.
 */
import { timingSafeEqual } from 'node:crypto'
import { parse as uuidBytes, stringify as uuidText } from 'uuid'
import { sessionId } from '../../contract/ids.ts'
import type { SessionId } from '../../contract/ids.ts'
import type { MasterSecret } from './master-secret.ts'

const prefix = 'pq_rt_'
const sizes = { session: 16, generation: 4, mac: 32 } as const
const bytesInAll = sizes.session + sizes.generation + sizes.mac

export type RefreshToken = { readonly session_id: SessionId; readonly generation: number; readonly mac: Uint8Array }

const bodyOf = (session: SessionId, generation: number): Buffer => {
  const body = Buffer.alloc(sizes.session + sizes.generation)
  body.set(uuidBytes(session))
  body.writeUInt32BE(generation, sizes.session)
  return body
}

const macOf = (secret: MasterSecret, body: Uint8Array, nonce: string): Buffer =>
  secret.mac('refresh-token', Buffer.concat([body, Buffer.from(nonce)]))

export const mintRefreshToken = (secret: MasterSecret, session: SessionId, generation: number, nonce: string): string => {
  const body = bodyOf(session, generation)
  return prefix + Buffer.concat([body, macOf(secret, body, nonce)]).toString('base64url')
}

/** What a token says of itself; null when it is none. Nothing is verified yet. */
export const readRefreshToken = (text: string): RefreshToken | null => {
  if (!text.startsWith(prefix) || text.length > 128) return null
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url')
  if (bytes.length !== bytesInAll) return null
  const session = sessionId.safeParse(uuidTextOf(bytes.subarray(0, sizes.session)))
  if (!session.success) return null
  return { session_id: session.data, generation: bytes.readUInt32BE(sizes.session), mac: bytes.subarray(-sizes.mac) }
}

/** Null for bytes that are no UUID. */
const uuidTextOf = (bytes: Uint8Array): string | null => {
  try {
    return uuidText(bytes)
  } catch {
    // Not an error of ours: someone made the token up.
    return null
  }
}

/** Whether this server gave the token out, whenever that was. */
export const isGenuine = (secret: MasterSecret, token: RefreshToken, nonce: string): boolean =>
  timingSafeEqual(token.mac, macOf(secret, bodyOf(token.session_id, token.generation), nonce))
