/**
 * Answers of writes that carried an `Idempotency-Key`, kept for 24 h per app. Reserving is one conditional INSERT, so of
 * requests at the same time exactly one goes on. A reservation whose request died frees itself after `leaseMs`.
 */
import * as z from 'zod'
import type { AppId } from '../../contract/ids.ts'

export const keepMs = 24 * 3_600_000
/** Longer than any write of the gateway takes. */
export const leaseMs = 120_000

export type Reservation = { readonly app_id: AppId; readonly key: string; readonly request_hash: string }
/** This request goes on, and settles with `keep` or `forget`. */
export type Reserved = Reservation & { readonly kind: 'reserved'; readonly lease: number }

export type Found =
  | Reserved
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'under_way' }
  | { readonly kind: 'other_request' }

const row = z.object({ request_hash: z.string(), status: z.int().nullable(), body: z.string().nullable() })

export const reserve = async (db: D1Database, { app_id, key, request_hash }: Reservation, now: number): Promise<Found> => {
  const lease = now + leaseMs
  const [, inserted, selected] = await db.batch([
    db.prepare('DELETE FROM idempotency WHERE app_id = ? AND expires_at <= ?').bind(app_id, now),
    db
      .prepare(
        'INSERT INTO idempotency (app_id, key, request_hash, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING request_hash',
      )
      .bind(app_id, key, request_hash, lease),
    db.prepare('SELECT request_hash, status, body FROM idempotency WHERE app_id = ? AND key = ?').bind(app_id, key),
  ])
  if (inserted?.results.length === 1) return { kind: 'reserved', app_id, key, request_hash, lease }
  const held = row.parse(selected?.results[0])
  if (held.request_hash !== request_hash) return { kind: 'other_request' }
  if (held.status === null || held.body === null) return { kind: 'under_way' }
  return { kind: 'answered', status: held.status, body: held.body }
}

/** The lease names the reservation: one that was lost to a later request changes nothing. */
const mine = 'WHERE app_id = ? AND key = ? AND status IS NULL AND expires_at = ?'

export const keep = async (
  db: D1Database,
  { app_id, key, lease }: Reserved,
  answer: { readonly status: number; readonly body: string },
  now: number,
): Promise<void> => {
  await db
    .prepare(`UPDATE idempotency SET status = ?, body = ?, expires_at = ? ${mine}`)
    .bind(answer.status, answer.body, now + keepMs, app_id, key, lease)
    .run()
}

export const forget = async (db: D1Database, { app_id, key, lease }: Reserved): Promise<void> => {
  await db.prepare(`DELETE FROM idempotency ${mine}`).bind(app_id, key, lease).run()
}
