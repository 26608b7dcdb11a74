/** The audit work of the gateway's cron: notes that nobody read yet into their chains, and anchors for the days that ended. */
import { anchorDay } from '../../../storage/kernel/audit-anchors.ts'
import { appsWithPending, chainPending } from '../../../storage/kernel/audit-chain.ts'
import { errorText, logError } from '../../shared/log.ts'
import { auditKeys } from './audit-access.ts'
import type { GatewayBindings } from '../bindings.ts'

const appsPerPage = 100
const appsPerRun = 1_000

type Env = Pick<GatewayBindings, 'KERNEL_DB' | 'IDENTITY_SECRET'>

/** One app that fails keeps none of the others from being chained. */
export const chainWaitingNotes = async (env: Env, now: number): Promise<void> => {
  let after = ''
  for (let seen = 0; seen < appsPerRun; seen += appsPerPage) {
    const apps = await appsWithPending(env.KERNEL_DB, appsPerPage, after)
    for (const app of apps) {
      try {
        await chainPending(env.KERNEL_DB, app, auditKeys(env), () => now)
      } catch (error) {
        logError({ event: 'task_failed', task: `audit_chain ${app}`, error: errorText(error) })
      }
    }
    const last = apps.at(-1)
    if (last === undefined || apps.length < appsPerPage) return
    after = last
  }
}

/** Each minute is not too often: a day that is anchored is not looked at again. */
export const anchorAuditChains = async (env: Env, now: number): Promise<void> => {
  const { refused } = await anchorDay(env.KERNEL_DB, auditKeys(env), now)
  for (const app of refused) logError({ event: 'task_failed', task: `audit_anchor ${app}`, error: 'the end of the chain is not sealed' })
}
