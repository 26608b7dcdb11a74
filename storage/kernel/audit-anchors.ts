/**
 * Anchors: for each day that ended, a signed statement of where every chain that moved stood. For the cron; spans apps. What
 * was missed is caught up by one anchor for now. A chain whose end is not sealed by the platform gets none.
 */
import * as z from 'zod'
import { appId } from '../../contract/ids.ts'
import type { AnchorPayload } from '../../contract/audit-entry.ts'
import { auditSigner, isSealed } from '../../domain/audit/signing.ts'
import type { AuditKeys, AuditSigner } from '../../domain/audit/signing.ts'

const dayMs = 86_400_000
const appsPerPage = 100

/** Chains with an entry from before today that no anchor covers yet, and without an anchor of this day. */
const unanchored = `
  SELECT h.app_id, h.seq, h.hash, h.mac FROM audit_heads h
  WHERE h.app_id > ?1
    AND NOT EXISTS (SELECT 1 FROM audit_anchors n WHERE n.app_id = h.app_id AND n.day >= ?2)
    AND EXISTS (
      SELECT 1 FROM audit e WHERE e.app_id = h.app_id AND e.at < ?3
        AND e.seq > coalesce((SELECT max(n.seq) FROM audit_anchors n WHERE n.app_id = h.app_id), 0))
  ORDER BY h.app_id LIMIT ?4`

const headRow = z.object({ app_id: appId, seq: z.int(), hash: z.string(), mac: z.string() })
type HeadRow = z.infer<typeof headRow>

export type Anchoring = {
  readonly anchored: number
  /** Apps whose chain has an end that is not the platform's own. */ readonly refused: readonly string[]
}

/** `now` is epoch ms. Doing it again does nothing. */
export const anchorDay = async (db: D1Database, keys: AuditKeys, now: number): Promise<Anchoring> => {
  const today = Math.floor(now / dayMs) * dayMs
  const day = new Date(today - dayMs).toISOString().slice(0, 10)
  const signer = await auditSigner(keys)
  const refused: string[] = []
  let anchored = 0
  for (let after = ''; ;) {
    const { results } = await db.prepare(unanchored).bind(after, day, today, appsPerPage).all()
    const heads = results.map((row) => headRow.parse(row))
    const last = heads.at(-1)
    if (last === undefined) return { anchored, refused }
    const sound = heads.filter((head) => isSealed(keys, head.app_id, head))
    refused.push(...heads.filter((head) => !sound.includes(head)).map(({ app_id }) => app_id))
    anchored += await keepAnchors(db, signer, sound, day, now)
    after = last.app_id
  }
}

const insertAnchor = `
  INSERT INTO audit_anchors (app_id, day, seq, hash, jws, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

const keepAnchors = async (db: D1Database, signer: AuditSigner, heads: readonly HeadRow[], day: string, now: number): Promise<number> => {
  if (heads.length === 0) return 0
  const statements = heads.map(async ({ app_id, seq, hash }) => {
    const payload: AnchorPayload = { app_id, day, seq, hash, at: new Date(now).toISOString() }
    return db.prepare(insertAnchor).bind(app_id, day, seq, hash, await signer.sign('prost-audit-anchor', payload), now)
  })
  const results = await db.batch(await Promise.all(statements))
  return results.reduce((kept, { meta }) => kept + meta.changes, 0)
}
