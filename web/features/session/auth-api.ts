/** The ways in and the calls of mails' links. Each answers null when it worked; a way in that worked signs this page in. */
import type { Account } from './account.ts'
import type { Answer, ApiFailure } from './http.ts'
import { send } from './http.ts'
import { anything, listAt, reader, textAt } from './reading.ts'

const failureOf = (answer: Answer<unknown>): ApiFailure | null => (answer.ok ? null : answer.failure)

type Credentials = { readonly email: string; readonly password: string }

export const login = ({ enter }: Account, json: Credentials): Promise<ApiFailure | null> =>
  enter({ method: 'POST', path: '/v1/auth/login', json })

type Registration = Credentials & { readonly display_name: string; readonly invitation_token?: string }

export const register = ({ enter }: Account, json: Registration): Promise<ApiFailure | null> =>
  enter({ method: 'POST', path: '/v1/auth/register', json })

export const askForReset = async ({ ask }: Account, email: string): Promise<ApiFailure | null> =>
  failureOf(await ask({ method: 'POST', path: '/v1/auth/password/forgot', json: { email }, read: anything }))

type Reset = { readonly token: string; readonly new_password: string }
const reset = { method: 'POST', path: '/v1/auth/password/reset' } as const

export const resetPassword = ({ enter }: Account, json: Reset): Promise<ApiFailure | null> => enter({ ...reset, json })

/** Of a person of some app: that app is where they sign in, and not this page. */
export const resetElsewhere = async (json: Reset): Promise<ApiFailure | null> => failureOf(await send({ ...reset, json, read: anything }))

/** The link says by itself whose address it is. */
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

export const getProviders = ({ ask }: Account, signal: AbortSignal): Promise<Answer<readonly Provider[]>> =>
  ask({ path: '/v1/auth/providers', read: readProviders, signal })
