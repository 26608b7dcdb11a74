/** Audit notes that came through the queue, into the kernel's outbox. The same message twice leaves the same notes. */
import { decodeAuditMessage } from '../../../contract/audit-message-reading.ts'
import { isPassing } from '../../../storage/d1-errors.ts'
import { keepNotes } from '../../../storage/kernel/audit-outbox.ts'
import type { RollupBindings } from '../bindings.ts'

/** `passing`: the trouble is not in the message, so waiting helps. */
export type Kept = { readonly ok: true } | { readonly ok: false; readonly error: unknown; readonly passing: boolean }

export const keepAuditMessage = async (env: Pick<RollupBindings, 'KERNEL_DB'>, body: string): Promise<Kept> => {
  const decoded = decodeAuditMessage(body)
  if (!decoded.ok) return { ok: false, error: new Error(decoded.error), passing: false }
  try {
    await keepNotes(env.KERNEL_DB, decoded.value)
    return { ok: true }
  } catch (error) {
    return { ok: false, error, passing: isPassing(error) }
  }
}
