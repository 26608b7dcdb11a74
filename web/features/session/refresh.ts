/**
 * Keeps the access token of a realm young: asks for the next one before it ends, once at a time in this tab and, where the browser has locks,
 * once at a time in all of them. A tab that waited takes what the one before it brought.
 */
import { send } from './http.ts'
import type { Realm } from './realm.ts'
import { keepingOf } from './realm.ts'
import type { AccessToken, SessionStore } from './session-store.ts'
import { readTokens } from './tokens.ts'

/** A token this close to its end is replaced first. */
const marginMs = 30_000
/** The timer comes earlier, so that no call waits for a refresh. */
const aheadMs = 90_000
const retryMs = 10_000
const lockPatienceMs = 15_000

const isYoung = (token: AccessToken | null): token is AccessToken => token !== null && token.expiresAt - Date.now() > marginMs

export type Refresher = {
  /** A token good for a call; null when nobody is signed in or it could not be renewed (the session says which). */
  readonly freshToken: () => Promise<AccessToken | null>
  /** A token other than `stale`, which was refused or is ending. */
  readonly renew: (stale: AccessToken | null) => Promise<AccessToken | null>
  /** Asks the cookie who is signed in. Also after it could not be found out. */
  readonly begin: () => void
}

/** Begins at once. */
export function createRefresher(realm: Realm, store: SessionStore): Refresher {
  const { cookie, lock } = keepingOf(realm)
  const { accessToken, currentSession } = store
  let underWay: Promise<AccessToken | null> | null = null

  const over = (): void => store.leave(currentSession().status === 'in' ? 'ended' : 'nobody')

  const renewUnlessDone = async (stale: AccessToken | null): Promise<AccessToken | null> => {
    const before = accessToken()
    if (isYoung(before) && before.text !== stale?.text) return before
    const answer = await send({ method: 'POST', path: '/v1/auth/refresh', json: {}, read: readTokens }, { cookie })
    if (answer.ok) store.adopt(answer.value)
    // Somebody signed in while this was under way: what it found out is of before.
    else if (accessToken() !== before) return accessToken()
    else if (answer.failure.kind === 'problem' && [400, 401, 403, 422].includes(answer.failure.status)) over()
    // Of a token that still holds nothing is lost: the timer tries again.
    else if (accessToken() === null) store.notKnown(answer.failure)
    return accessToken()
  }

  const renew = (stale: AccessToken | null): Promise<AccessToken | null> => {
    underWay ??= alone(lock, () => renewUnlessDone(stale)).finally(() => (underWay = null))
    return underWay
  }

  const freshToken = async (): Promise<AccessToken | null> => {
    const token = accessToken()
    if (isYoung(token)) return token
    return currentSession().status === 'out' ? null : renew(token)
  }

  let timer: ReturnType<typeof setTimeout> | undefined
  const schedule = (): void => {
    clearTimeout(timer)
    const token = accessToken()
    if (token === null) return
    const wait = Math.max(retryMs, token.expiresAt - aheadMs - Date.now())
    timer = setTimeout(() => void renew(token).then(schedule), wait)
  }

  const begin = (): void => {
    if (currentSession().status === 'in') return
    store.starting()
    void renew(null)
  }

  store.onSession(schedule)
  begin()
  return { freshToken, renew, begin }
}

async function alone<T>(lock: string, task: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return task()
  let begun = false
  try {
    return await navigator.locks.request(lock, { signal: AbortSignal.timeout(lockPatienceMs) }, () => {
      begun = true
      return task()
    })
  } catch (error) {
    // A tab that holds the lock and never lets go must not keep the others out: refreshes side by side give the same successor.
    if (begun) throw error
    return task()
  }
}
