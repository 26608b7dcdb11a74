/** The id of two people together: their thread, and the room that keeps it. Whoever computes it gets the same, in either order. */
import { createHash } from 'node:crypto'
import { stringify } from 'uuid'
import { roomId } from '../../contract/ids.ts'
import type { AppId, RoomId, UserId } from '../../contract/ids.ts'

/** In the order in which the pair is named. */
export const pairOf = (a: UserId, b: UserId): readonly [UserId, UserId] => (a < b ? [a, b] : [b, a])

/** UUIDv8 (RFC 9562 §5.8) of the SHA-256 of the app and the two, sorted. */
export const pairId = (app: AppId, a: UserId, b: UserId): RoomId => {
  const digest = createHash('sha256')
    .update(`pair ${app} ${pairOf(a, b).join(' ')}`)
    .digest()
  const bytes = Uint8Array.from(digest.subarray(0, 16))
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f)
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f)
  return roomId.parse(stringify(bytes))
}
