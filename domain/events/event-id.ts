/**
 * Ids of events whose sender gave none. With an `Idempotency-Key` they follow from (app, key, index), so that
 * a retried request carries the same ids and is deduped exactly; without one each is a new UUIDv7.
 */
import { createHash } from 'node:crypto'
import type { AppId } from '../../contract/ids.ts'
import { newId } from '../../contract/ids.ts'

/** The id of the event at an index of the request. */
export type IdSource = (index: number) => string

export const idSource = (app: AppId, idempotencyKey: string | null): IdSource =>
  idempotencyKey === null ? newId : (index) => derivedId(`${app}\u0000${idempotencyKey}\u0000${index}`)

/** UUIDv8 (RFC 9562 §5.8) of a SHA-256. */
const derivedId = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex')
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 3)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
