/** The audit chain of the caller's app, ready to read: what was noted so far is chained first, so that callers see their own acts. */
import type { Context } from 'hono'
import type { AuditKeys } from '../../../domain/audit/signing.ts'
import { chainPending } from '../../../storage/kernel/audit-chain.ts'
import { AuditTrail } from '../../../storage/kernel/audit-trail.ts'
import type { ApiEnv, GatewayBindings } from '../bindings.ts'
import { masterSecret } from '../../shared/settings.ts'

export const auditKeys = (env: Pick<GatewayBindings, 'IDENTITY_SECRET'>): AuditKeys => {
  const secret = masterSecret(env)
  return { mac: secret.key('audit-head'), anchorSeed: secret.key('audit-anchor') }
}

export const auditTrail = async (c: Context<ApiEnv>, now: () => number): Promise<AuditTrail> => {
  const { app_id: app } = c.get('caller').app
  await chainPending(c.env.KERNEL_DB, app, auditKeys(c.env), now)
  return new AuditTrail(c.env.KERNEL_DB, app)
}
