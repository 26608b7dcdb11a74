/** The ways in and the calls of mails' links. Each answers null when it worked; a way in that worked signs this page in. */
import type { Tokens } from '../../../contract/identity.ts'
import type { Answer, ApiFailure, Ask } from './http.ts'
import { send } from './http.ts'
import { anything, listAt, reader, textAt } from './reading.ts'
import { adopt } from './session-store.ts'
import { readTokens } from './tokens.ts'

/** The refresh token comes as a cookie; only these pages may ask so. */
export async function enter(ask: Omit<Ask<Tokens>, 'read'>): Promise<ApiFailure | null> {
  const answer = await send({ ...ask, read: readTokens }, { cookie: true })
  if (!answer.ok) return answer.failure
  adopt(answer.value)
  return null
}

const failureOf = (answer: Answer<unknown>): ApiFailure | null => (answer.ok ? null : answer.failure)

type Credentials = { readonly email: string; readonly password: string }

export const login = (json: Credentials): Promise<ApiFailure | null> => enter({ method: 'POST', path: '/v1/auth/login', json })

type Registration = Credentials & { readonly display_name: string; readonly invitation_token?: string }

export const register = (json: Registration): Promise<ApiFailure | null> => enter({ method: 'POST', path: '/v1/auth/register', json })

export const askForReset = async (email: string): Promise<ApiFailure | null> =>
  failureOf(await send({ method: 'POST', path: '/v1/auth/password/forgot', json: { email }, read: anything }))

export const resetPassword = (token: string, new_password: string): Promise<ApiFailure | null> =>
  enter({ method: 'POST', path: '/v1/auth/password/reset', json: { token, new_password } })

export const verifyEmail = async (token: string): Promise<ApiFailure | null> =>
  failureOf(await send({ method: 'POST', path: '/v1/auth/email/verify', json: { token }, read: anything }))

export type Provider = { readonly provider: string; readonly name: string }

/** `name` is for the button; a provider without one is called by its word in the path. */
const readProviders = reader((json) =>
  listAt(json, 'data', (each): Provider => {
    const provider = textAt(each, 'provider')
    return { provider, name: provider.charAt(0).toUpperCase() + provider.slice(1) }
  }),
)

export const getProviders = (signal: AbortSignal): Promise<Answer<readonly Provider[]>> =>
  send({ path: '/v1/auth/providers', read: readProviders, signal })
