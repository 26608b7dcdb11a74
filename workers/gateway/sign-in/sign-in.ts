/** What every way in ends with: a session, an access token and a refresh token, in the body or (for the platform's own pages) in a cookie. */
import type { Context } from 'hono'
import { newAuditNote } from '../../../contract/audit.ts'
import { accessTokenTtlS } from '../../../contract/claims.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { User } from '../../../contract/identity.ts'
import type { AppId, SessionId } from '../../../contract/ids.ts'
import { signAccessToken } from '../../../domain/identity/access-token.ts'
import { mintRefreshToken } from '../../../domain/identity/refresh-token.ts'
import { openSession } from '../../../storage/kernel/sessions.ts'
import type { OpenedSession, SessionMethod } from '../../../storage/kernel/sessions.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { reply } from '../../shared/http/reply.ts'
import { setRefreshCookie, wantsCookie } from './session-cookie.ts'
import { issuerOf, masterSecret } from '../../shared/settings.ts'

/** The same words for every reason a way in is closed. */
export const signInRefused: Failure = { code: 'invalid_credentials', detail: 'These credentials do not open an account here.' }

export type SignedIn = {
  readonly access_token: string
  readonly refresh_token: string
  readonly session_id: SessionId
  readonly user: User
}

type Way = { readonly app: AppId; readonly user: User; readonly method: SessionMethod }

/** Opens a session for a person whose way in was proved. */
export const signIn = async (c: Context<ApiEnv>, deps: GatewayDeps, { app, user, method }: Way): Promise<Result<SignedIn>> => {
  const now = deps.now()
  const note = newAuditNote({
    at: now,
    actor: { kind: 'user', id: user.id },
    action: 'session.started',
    request_id: c.get('requestId'),
    data: { method },
  })
  const userAgent = c.req.header('User-Agent') ?? null
  const opened = await openSession(c.env.KERNEL_DB, { app, user: user.id, method, userAgent, now, note })
  if (opened === null) return { ok: false, error: signInRefused }
  return { ok: true, value: await tokensFor(c, deps, { app, user, session: opened }) }
}

type Holder = { readonly app: AppId; readonly user: User; readonly session: OpenedSession }

/** The tokens of a session as it stands. */
export const tokensFor = async (c: Context<ApiEnv>, deps: GatewayDeps, { app, user, session }: Holder): Promise<SignedIn> => {
  const [signer, role] = await Promise.all([deps.signers.current(c.env), deps.authority.role(app, user.id, c.env)])
  const subject = { app, user: user.id, session: session.session_id, roles: role === null ? [] : [role] }
  return {
    access_token: await signAccessToken(issuerOf(c.env, c.req.url), subject, signer, deps.now()),
    refresh_token: mintRefreshToken(masterSecret(c.env), session.session_id, session.generation, session.nonce),
    session_id: session.session_id,
    user,
  }
}

/** The tokens of CONTRACT §1, in the body alone or with the refresh token in the cookie. */
export const replyTokens = (c: Context<ApiEnv>, { access_token, refresh_token, user }: SignedIn, status: 200 | 201 = 200): Response => {
  const common = { access_token, token_type: 'Bearer', expires_in: accessTokenTtlS, user }
  if (!wantsCookie(c)) return reply(c, { ...common, refresh_token }, status)
  setRefreshCookie(c, refresh_token)
  return reply(c, common, status)
}
