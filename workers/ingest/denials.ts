/**
 * Denials at the write door, for the audit chain of the app that was asked: through the events queue, because this door writes nothing to
 * the kernel. One gate per isolate, so that a flood is counted and not sent.
 */
import type { Context } from 'hono'
import { encodeAuditMessage } from '../../contract/audit-message.ts'
import type { AuditNote } from '../../contract/audit.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { newId } from '../../contract/ids.ts'
import { DenialGate } from '../../domain/audit/denials.ts'
import type { Caller } from '../shared/caller.ts'
import { errorText, logError, requestMark } from '../shared/log.ts'
import type { IngestHono } from './ingest-env.ts'

export class Denials {
  readonly #gate = new DenialGate()

  /** After the answer: being refused takes no longer than that. */
  note(c: Context<IngestHono>, caller: Caller, operationId: string, reason: ErrorCode): void {
    const { app_id } = caller.app
    const kept = this.#gate.admit(app_id, denialOf(c, caller, operationId, reason), Date.now())
    if (kept === null) return
    const sent = c.env.EVENTS_QUEUE.send(encodeAuditMessage([{ app_id, note: kept }]), { contentType: 'text' })
    c.executionCtx.waitUntil(
      sent.catch((error: unknown) => {
        logError({ event: 'denial_unnoted', ...requestMark(c.get('requestId'), c.get('trace')), error: errorText(error) })
      }),
    )
  }
}

/** By hand: the schema of notes is too much for this door. */
const denialOf = (c: Context<IngestHono>, { key_id }: Caller, operationId: string, reason: ErrorCode): AuditNote => ({
  entry_id: newId(),
  at: Date.now(),
  actor: { kind: 'key', id: key_id },
  action: 'access.denied',
  object: { kind: 'operation', id: operationId },
  outcome: 'denied',
  reason,
  incident: null,
  request_id: c.get('requestId'),
  data: {},
})
