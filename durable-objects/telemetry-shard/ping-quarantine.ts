/**
 * The quarantine row of a ping whose session is not live. Its id comes from the session, not from the ping:
 * a client that keeps pinging a dead session makes one row, not one every 30 s.
 */
import type { Control } from '../../contract/telemetry.ts'

/** Printable ASCII and ≤ 128 characters whatever the ids are; two 32-bit hashes tell sessions apart. */
export const notLiveRowId = ({ actor_id, session_id }: Control): string => {
  const readable = session_id.replace(/[^A-Za-z0-9._:-]/g, '_').slice(0, 100)
  const pair = `${actor_id}\u0000${session_id}`
  return `ping:${readable}:${hash(pair, 0x811c9dc5)}${hash(pair, 0x2f0b4c47)}`
}

/** A `QuarantineRow` as JSON text; `raw` is the ping as it was understood. */
export const notLiveRow = (id: string, receivedAt: number, control: Control): string => {
  const errors = [{ path: 'session_id', code: 'session_not_live', message: 'the session is not live: start or recover it first' }]
  const { type, actor_id, session_id, device_id, feature } = control
  const raw = { type, actor_id, session_id, ...(device_id === null ? {} : { device_id }), ...(feature === null ? {} : { feature }) }
  return JSON.stringify([id, receivedAt, 'session_not_live', errors, JSON.stringify(raw), 0])
}

/** FNV-1a, 32 bit, hex. */
const hash = (text: string, seed: number): string => {
  let value = seed
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
