/** Calls as the signed-in person: with a token that is young enough, once more with a new one after a 401, and then the login. */
import type { Answer, ApiFailure, Ask } from './http.ts'
import { problemOf, request, send } from './http.ts'
import type { AccessToken } from './session-store.ts'
import { accessToken, leave } from './session-store.ts'
import { freshToken, renew } from './refresh.ts'

const failed = <T>(failure: ApiFailure): Answer<T> => ({ ok: false, failure })
const isRefused = <T>(answer: Answer<T>): boolean => !answer.ok && answer.failure.kind === 'problem' && answer.failure.status === 401

export async function call<T>(ask: Ask<T>): Promise<Answer<T>> {
  const token = await freshToken()
  if (token === null) return failed({ kind: 'signed-out' })
  const answer = await send(ask, { token: token.text })
  if (!isRefused(answer)) return answer
  const next = await other(token)
  if (next === null) return failed({ kind: 'signed-out' })
  const again = await send(ask, { token: next.text })
  if (!isRefused(again)) return again
  leave('ended')
  return failed({ kind: 'signed-out' })
}

/** What a refused token is replaced by; null when the sign-in is over, or nobody could say. */
async function other(refused: AccessToken): Promise<AccessToken | null> {
  const next = await renew(refused)
  return next?.text === refused.text ? null : next
}

/** A file as the signed-in person. */
export async function download(path: string, accept: string): Promise<Answer<Blob>> {
  const token = await freshToken()
  if (token === null) return failed({ kind: 'signed-out' })
  try {
    const response = await request({ path, patienceMs: 120_000 }, { token: token.text, accept })
    if (!response.ok) return failed(problemOf(response, JSON.parse(await response.text())))
    return { ok: true, value: await response.blob(), receivedAt: Date.now(), serverAt: null }
  } catch {
    // No network, a broken body, a timeout: the answer did not come whole.
    return failed({ kind: 'unreachable' })
  }
}

/** Ends the sign-in on the server and in every tab. A failure leaves it as it was. */
export async function signOut(): Promise<ApiFailure | null> {
  const token = accessToken()
  const answer = token && (await send({ method: 'POST', path: '/v1/auth/logout', read: () => true }, { token: token.text, cookie: true }))
  if (answer && !answer.ok && !isRefused(answer)) return answer.failure
  leave('left')
  return null
}
