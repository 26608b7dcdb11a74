/** A way in without a password that was refused, for the audit chain: whose account it was when there is one, and why; nothing that somebody typed. */
import type { Context } from 'hono'
import { newAuditNote } from '../../../contract/audit.ts'
import type { AppId, UserId } from '../../../contract/ids.ts'
import type { ApiEnv } from '../bindings.ts'
import { keepDenial } from '../../shared/access/denials.ts'
import type { GatewayDeps } from '../deps.ts'

type Denied = { readonly user: UserId | null; readonly reason: string; readonly data: Readonly<Record<string, string>> }

export const noteDeniedSignIn = (c: Context<ApiEnv>, deps: GatewayDeps, app: AppId, { user, reason, data }: Denied): void =>
  keepDenial(
    c,
    deps.denials,
    app,
    newAuditNote({
      at: deps.now(),
      actor: { kind: 'user', id: null },
      action: 'sign_in.denied',
      outcome: 'denied',
      reason,
      object: user === null ? null : { kind: 'user', id: user },
      request_id: c.get('requestId'),
      data,
    }),
  )
