/** What the gateway does every minute. One task that fails is logged and keeps none of the others from running. */
import { purgeMails } from '../../storage/kernel/mails.ts'
import { purgeOneTimeTokens } from '../../storage/kernel/one-time-tokens.ts'
import { purgeRevocations } from '../../storage/kernel/revocations.ts'
import { purgeSessions } from '../../storage/kernel/session-list.ts'
import { rotateSigningKeys } from '../../storage/kernel/signing-keys.ts'
import { revocationLimits } from '../../domain/identity/revocation-list.ts'
import { errorText, logError } from '../shared/log.ts'
import { anchorAuditChains, chainWaitingNotes } from './audit/audit-tasks.ts'
import type { GatewayBindings } from './bindings.ts'
import { runDueFollowUps } from './apps/follow-ups.ts'
import { deliverDue } from './mail/deliver.ts'
import { masterSecret } from '../shared/settings.ts'
import { withdrawEndedSessions } from './apps/withdraw-sockets.ts'

type Task = (env: GatewayBindings, now: number) => Promise<unknown>

const tasks: Readonly<Record<string, Task>> = {
  signing_keys: (env, now) => rotateSigningKeys(env.KERNEL_DB, masterSecret(env), now),
  ended_sessions: (env, now) => withdrawEndedSessions(env, now),
  follow_ups: runDueFollowUps,
  mails: (env, now) => deliverDue(env, now),
  audit_chain: chainWaitingNotes,
  audit_anchors: anchorAuditChains,
  old_mails: (env, now) => purgeMails(env.KERNEL_DB, now),
  old_links: (env, now) => purgeOneTimeTokens(env.KERNEL_DB, now),
  old_sessions: (env, now) => purgeSessions(env.KERNEL_DB, now),
  revocations: (env, now) => purgeRevocations(env.KERNEL_DB, now - 2 * revocationLimits.keepMs),
}

export const runScheduled = async (env: GatewayBindings, now: number): Promise<void> => {
  for (const [task, run] of Object.entries(tasks)) {
    try {
      await run(env, now)
    } catch (error) {
      logError({ event: 'task_failed', task, error: errorText(error) })
    }
  }
}
