/** What a signed-in operator may see and change of their own account. */
import type { AuthSession, User } from '../../../contract/identity.ts'
import type { SessionId } from '../../../contract/ids.ts'
import type { Passkey } from '../../../contract/passkeys.ts'
import { call } from './call.ts'
import type { Answer, ApiFailure } from './http.ts'
import type { Page } from './reading.ts'
import { anything, flagAt, pageReader, textAt, textOrNullAt, textsAt, timeAt, timeOrNullAt, wordAt } from './reading.ts'
import { operator } from './operator.ts'
import { readUser } from './tokens.ts'

const failureOf = (answer: Answer<unknown>): ApiFailure | null => (answer.ok ? null : answer.failure)

export async function rename(display_name: string): Promise<ApiFailure | null> {
  const answer: Answer<User> = await call({ method: 'PATCH', path: '/v1/me', json: { display_name }, read: readUser })
  if (answer.ok) operator.adoptUser(answer.value)
  return failureOf(answer)
}

export const resendVerification = async (): Promise<ApiFailure | null> =>
  failureOf(await call({ method: 'POST', path: '/v1/auth/email/resend', read: anything }))

export const changePassword = async (current_password: string, new_password: string): Promise<ApiFailure | null> =>
  failureOf(await call({ method: 'POST', path: '/v1/auth/password', json: { current_password, new_password }, read: anything }))

const methods = ['password', 'passkey', 'oauth', 'registration', 'reset'] as const satisfies readonly AuthSession['method'][]

const readSignIns = pageReader((json): AuthSession => ({
  id: textAt(json, 'id') as SessionId,
  current: flagAt(json, 'current'),
  method: wordAt(json, 'method', methods),
  user_agent: textOrNullAt(json, 'user_agent'),
  created_at: timeAt(json, 'created_at'),
  refreshed_at: timeAt(json, 'refreshed_at'),
  expires_at: timeAt(json, 'expires_at'),
}))

const pageQuery = (cursor: string | null): string => (cursor === null ? '' : `?${new URLSearchParams({ cursor })}`)

export const listSignIns = (cursor: string | null, signal?: AbortSignal): Promise<Answer<Page<AuthSession>>> =>
  call({ path: `/v1/auth/sessions${pageQuery(cursor)}`, read: readSignIns, ...(signal && { signal }) })

export const endSignIn = async (id: SessionId): Promise<ApiFailure | null> =>
  failureOf(await call({ method: 'DELETE', path: `/v1/auth/sessions/${id}`, read: anything }))

export const endOtherSignIns = async (): Promise<ApiFailure | null> =>
  failureOf(await call({ method: 'POST', path: '/v1/auth/sessions/end-others', read: anything }))

const readPasskeys = pageReader((json): Passkey => ({
  id: textAt(json, 'id'),
  name: textAt(json, 'name'),
  rp_id: textAt(json, 'rp_id'),
  backed_up: flagAt(json, 'backed_up'),
  transports: [...textsAt(json, 'transports')],
  created_at: timeAt(json, 'created_at'),
  last_used_at: timeOrNullAt(json, 'last_used_at'),
}))

export const listPasskeys = (signal: AbortSignal): Promise<Answer<Page<Passkey>>> =>
  call({ path: '/v1/auth/passkeys', read: readPasskeys, signal })

export const removePasskey = async (id: string): Promise<ApiFailure | null> =>
  failureOf(await call({ method: 'DELETE', path: `/v1/auth/passkeys/${encodeURIComponent(id)}`, read: anything }))
