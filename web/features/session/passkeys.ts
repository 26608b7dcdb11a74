/** The ceremonies of passkeys. The library that speaks to the browser is loaded when somebody wants one, and not before. */
import type { Account } from './account.ts'
import type { Answer, ApiFailure, Ask } from './http.ts'
import type { Json } from './reading.ts'
import { anything, objectAt, reader } from './reading.ts'

type PasskeyFault = 'cancelled' | 'known' | 'unsupported'
export type Ceremony =
  | { readonly status: 'done' }
  | { readonly status: 'fault'; readonly fault: PasskeyFault }
  | { readonly status: 'failed'; readonly failure: ApiFailure }

const library = () => import('@simplewebauthn/browser')
type Library = Awaited<ReturnType<typeof library>>

/** The library takes what the server made for the browser as it is; the browser judges it. */
type CreationOptions = Parameters<Library['startRegistration']>[0]['optionsJSON']
type RequestOptions = Parameters<Library['startAuthentication']>[0]['optionsJSON']

/** What the start answers: options for the browser. Its challenge comes back inside what the browser signs. */
const readStart = reader((json) => objectAt(json, 'options'))

const outcome = (failure: ApiFailure | null): Ceremony => (failure === null ? { status: 'done' } : { status: 'failed', failure })

async function ceremony(
  start: Answer<Json>,
  withBrowser: (library: Library, options: Json) => Promise<unknown>,
  finish: (credential: unknown) => Promise<ApiFailure | null>,
): Promise<Ceremony> {
  if (!start.ok) return outcome(start.failure)
  let credential: unknown
  try {
    credential = await withBrowser(await library(), start.value)
  } catch (error) {
    return { status: 'fault', fault: faultOf(error) }
  }
  return outcome(await finish(credential))
}

/** The library names what browsers throw (WebAuthn §5). */
function faultOf(error: unknown): PasskeyFault {
  const name = error instanceof Error ? error.name : ''
  if (name === 'InvalidStateError') return 'known'
  return name === 'SecurityError' || name === 'NotSupportedError' || name === 'TypeError' ? 'unsupported' : 'cancelled'
}

const base = '/v1/auth/passkeys'
const begin = (way: string, json?: Json): Ask<Json> => ({ method: 'POST', path: `${base}/${way}/start`, json, read: readStart })

// The options are the server's for the browser: what they must be is judged there and not here.
const create = ({ startRegistration }: Library, options: Json) => startRegistration({ optionsJSON: options as unknown as CreationOptions })
const use = ({ startAuthentication }: Library, options: Json) => startAuthentication({ optionsJSON: options as unknown as RequestOptions })

/** Over plain HTTP from elsewhere than this machine browsers have none. */
export const canUsePasskeys = (): boolean => window.isSecureContext && typeof PublicKeyCredential !== 'undefined'

export const signInWithPasskey = async ({ ask, enter }: Account): Promise<Ceremony> =>
  ceremony(await ask(begin('login')), use, (credential) => enter({ method: 'POST', path: `${base}/login/finish`, json: { credential } }))

type NewAccountWho = { readonly email: string; readonly display_name: string; readonly invitation_token?: string }

export const signUpWithPasskey = async ({ ask, enter }: Account, who: NewAccountWho): Promise<Ceremony> =>
  ceremony(await ask(begin('signup', who)), create, (credential) =>
    enter({ method: 'POST', path: `${base}/signup/finish`, json: { credential } }),
  )

export const addPasskey = async ({ call }: Account, name: string): Promise<Ceremony> =>
  ceremony(await call(begin('registration')), create, async (credential) => {
    const answer = await call({ method: 'POST', path: `${base}/registration/finish`, json: { credential, name }, read: anything })
    return answer.ok ? null : answer.failure
  })
