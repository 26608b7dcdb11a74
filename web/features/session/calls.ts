/** Calls as the person signed in in a realm: with a token that is young enough, once more with a new one after a 401, and then the login. */
import type { Answer, ApiFailure, Ask } from './http.ts'
import { problemOf, request, send } from './http.ts'
import type { Realm } from './realm.ts'
import { keepingOf } from './realm.ts'
import type { AccessToken, SessionStore } from './session-store.ts'
import type { Refresher } from './refresh.ts'

const failed = <T>(failure: ApiFailure): Answer<T> => ({ ok: false, failure })
const isRefused = <T>(answer: Answer<T>): boolean => !answer.ok && answer.failure.kind === 'problem' && answer.failure.status === 401

export type Calls = {
  readonly call: <T>(ask: Ask<T>) => Promise<Answer<T>>
  /** A file. */
  readonly download: (path: string, accept: string) => Promise<Answer<Blob>>
  /** Ends the sign-in on the server and in every tab. A failure leaves it as it was. */
  readonly signOut: () => Promise<ApiFailure | null>
}

export function createCalls(realm: Realm, { accessToken, leave }: SessionStore, { freshToken, renew }: Refresher): Calls {
  /** What a refused token is replaced by; null when the sign-in is over, or nobody could say. */
  const other = async (refused: AccessToken): Promise<AccessToken | null> => {
    const next = await renew(refused)
    return next?.text === refused.text ? null : next
  }

  return {
    call: async (ask) => {
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
    },

    download: async (path, accept) => {
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
    },

    signOut: async () => {
      const token = accessToken()
      const { cookie } = keepingOf(realm)
      const answer = token && (await send({ method: 'POST', path: '/v1/auth/logout', read: () => true }, { token: token.text, cookie }))
      if (answer && !answer.ok && !isRefused(answer)) return answer.failure
      leave('left')
      return null
    },
  }
}
