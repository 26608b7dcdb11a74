/**
 * The next tokens for a refresh token. A rotation is one conditional UPDATE: of many at once one moves the session on, and the others
 * find what it made of it. What a presented token means is `domain/identity/refresh-decision.ts`'s.
 */
import type { Context } from 'hono'
import { assertNever } from '../../../contract/assert-never.ts'
import { newAuditNote } from '../../../contract/audit.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import { decideRefresh } from '../../../domain/identity/refresh-decision.ts'
import { isGenuine, readRefreshToken } from '../../../domain/identity/refresh-token.ts'
import { People } from '../../../storage/kernel/people.ts'
import { endSessions, findSession, rotateSession } from '../../../storage/kernel/sessions.ts'
import type { StoredSession } from '../../../storage/kernel/sessions.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { afterEnding } from './after-ending.ts'
import { pageFault } from '../access/page-origin.ts'
import { masterSecret } from '../../shared/settings.ts'
import { tokensFor } from './sign-in.ts'
import type { SignedIn } from './sign-in.ts'

const refused: Result<never> = {
  ok: false,
  error: { code: 'invalid_credentials', detail: 'The refresh token is not valid any more; sign in again.' } satisfies Failure,
}

/** Reuse of an old token ends the whole session. */
export const refresh = async (c: Context<ApiEnv>, deps: GatewayDeps, text: string): Promise<Result<SignedIn>> => {
  const token = readRefreshToken(text)
  const session = token && (await findSession(c.env.KERNEL_DB, token.session_id))
  if (token === null || session === null || !isGenuine(masterSecret(c.env), token, session.nonce)) return refused
  const fault = await pageFault(c, deps, session.app_id)
  if (fault !== null) return { ok: false, error: fault }
  const moved = await moveOn(c, deps, session, token.generation)
  const user = moved && (await new People(c.env.KERNEL_DB, moved.app_id).find(moved.user_id))
  if (moved === null || user === null) return refused
  return { ok: true, value: await tokensFor(c, deps, { app: moved.app_id, user, session: moved }) }
}

/** The session at the generation whose token is due; null when none is. */
const moveOn = async (c: Context<ApiEnv>, deps: GatewayDeps, session: StoredSession, presented: number): Promise<StoredSession | null> => {
  const now = deps.now()
  const decision = decideRefresh(session, presented, now)
  switch (decision) {
    case 'ended':
      return null
    case 'repeat':
      return session
    case 'rotate': {
      if (await rotateSession(c.env.KERNEL_DB, session, now)) return { ...session, generation: session.generation + 1 }
      // Another request was first: what it made of the session decides.
      const anew = await findSession(c.env.KERNEL_DB, session.session_id)
      return anew === null || anew.generation === session.generation ? null : moveOn(c, deps, anew, presented)
    }
    case 'reused':
      await endReused(c, deps, session, now)
      return null
    default:
      return assertNever(decision)
  }
}

const endReused = async (c: Context<ApiEnv>, deps: GatewayDeps, session: StoredSession, now: number): Promise<void> => {
  const note = newAuditNote({
    at: now,
    actor: { kind: 'system', id: null },
    action: 'session.ended',
    outcome: 'decided',
    reason: 'refresh_reuse',
    object: { kind: 'session', id: session.session_id },
    request_id: c.get('requestId'),
    data: { user_id: session.user_id },
  })
  const ended = await endSessions(c.env.KERNEL_DB, session.app_id, { session: session.session_id }, { reason: 'refresh_reuse', now, note })
  afterEnding(c, deps, session.app_id, ended)
}
