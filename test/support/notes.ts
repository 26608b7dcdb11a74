/** Audit notes of an app as acts leave them, before the chain takes them. */
import { env } from 'cloudflare:workers'
import { auditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'

/** In the order they were made. Denials are noted after their answer, so they are left out. */
export const notesOf = async (app: AppId): Promise<AuditNote[]> => {
  const { results } = await env.KERNEL_DB.prepare('SELECT note FROM audit_outbox WHERE app_id = ? ORDER BY entry_id')
    .bind(app)
    .all<{ note: string }>()
  return results.map(({ note }) => auditNote.parse(JSON.parse(note))).filter(({ outcome }) => outcome !== 'denied')
}
