/** What verification and anchors look like from outside. */
import type * as z from 'zod'
import type { anchorList, auditVerification } from '../../../contract/operations/audit.ts'
import { auditSigner } from '../../../domain/audit/signing.ts'
import type { AuditKeys } from '../../../domain/audit/signing.ts'
import type { AnchorRow } from '../../../domain/audit/trail.ts'
import type { TrailVerdict } from '../../../domain/audit/verify-trail.ts'
import type { Page } from '../../../domain/events/event-store.ts'

const shownFaults = 20

export const verificationAnswer = ({
  ok,
  entries,
  covers,
  next,
  faults,
  head,
  anchorsChecked,
}: TrailVerdict): z.infer<typeof auditVerification> => ({
  ok,
  entries,
  from_seq: covers?.first ?? null,
  to_seq: covers?.last ?? null,
  next_seq: next,
  faults: faults.slice(0, shownFaults),
  head,
  anchors_checked: anchorsChecked,
})

export const anchorsAnswer = async (page: Page<AnchorRow>, keys: AuditKeys): Promise<z.infer<typeof anchorList>> => ({
  data: page.data.map(({ day, seq, hash, jws, created_at }) => ({ day, seq, hash, at: new Date(created_at).toISOString(), jws })),
  next_cursor: page.next_cursor,
  key: (await auditSigner(keys)).publicKey,
})
