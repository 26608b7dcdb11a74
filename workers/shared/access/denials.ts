/** Denials into the audit chain: who was kept from what, and why. A flood of them is counted, not kept (`domain/audit/denials.ts`). */
import type { Context } from 'hono'
import { newAuditNote } from '../../../contract/audit.ts'
import type { AuditNote } from '../../../contract/audit.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { AppId } from '../../../contract/ids.ts'
import type { Operation } from '../../../contract/operation.ts'
import type { DenialGate } from '../../../domain/audit/denials.ts'
import { noted } from '../../../storage/kernel/audit-outbox.ts'
import { errorText, logError, requestMark } from '../log.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'
import { actorOf } from './caller.ts'
import type { Caller } from './caller.ts'

type Denied = { readonly caller: Caller; readonly operation: Operation; readonly reason: ErrorCode }

/** Noted after the answer: being refused takes no longer than that. */
export const noteDenial = <B extends DoorBindings>(
  c: Context<DoorEnv<B>>,
  gate: DenialGate,
  now: number,
  { caller, operation, reason }: Denied,
): void => {
  const note = newAuditNote({
    at: now,
    actor: actorOf(caller),
    action: 'access.denied',
    outcome: 'denied',
    reason,
    object: { kind: 'operation', id: operation.operationId },
    request_id: c.get('requestId'),
  })
  keepDenial(c, gate, caller.app.app_id, note)
}

/** A note of a denial that the guard knows nothing of, such as a sign-in. */
export const keepDenial = <B extends DoorBindings>(c: Context<DoorEnv<B>>, gate: DenialGate, app: AppId, note: AuditNote): void => {
  const admitted = gate.admit(app, note, note.at)
  if (admitted !== null) noteAfterAnswer(c, app, admitted)
}

/** For denials that are rare by themselves. */
export const noteAfterAnswer = <B extends DoorBindings>(c: Context<DoorEnv<B>>, app: AppId, note: AuditNote): void => {
  const write = noted(c.env.KERNEL_DB, app, note).run()
  c.executionCtx.waitUntil(
    write.catch((error: unknown) => {
      logError({ event: 'denial_unnoted', ...requestMark(c.get('requestId'), c.get('trace')), error: errorText(error) })
    }),
  )
}
