/** A sign-in of one realm at this page, with all that can be done by it. Whose it is reaches components by `AccountContext`. */
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Tokens } from '../../../contract/identity.ts'
import type { Calls } from './calls.ts'
import { createCalls } from './calls.ts'
import type { Answer, ApiFailure, Ask } from './http.ts'
import { send } from './http.ts'
import type { Realm } from './realm.ts'
import { anonymous, keepingOf } from './realm.ts'
import type { Refresher } from './refresh.ts'
import { createRefresher } from './refresh.ts'
import type { Session, SessionStore } from './session-store.ts'
import { createSessionStore } from './session-store.ts'
import { readTokens } from './tokens.ts'

export type Account = SessionStore &
  Refresher &
  Calls & {
    readonly realm: Realm
    /** A call of somebody who is not signed in yet. */
    readonly ask: <T>(ask: Ask<T>) => Promise<Answer<T>>
    /** A way in: null when it worked, and then this page is signed in. The refresh token comes as a cookie; only these pages may ask so. */
    readonly enter: (ask: Omit<Ask<Tokens>, 'read'>) => Promise<ApiFailure | null>
  }

/** Asks at once who is signed in. One for each realm and page. */
export function createAccount(realm: Realm): Account {
  const { channel, cookie } = keepingOf(realm)
  const store = createSessionStore(channel)
  const refresher = createRefresher(realm, store)
  return {
    realm,
    ...store,
    ...refresher,
    ...createCalls(realm, store, refresher),
    ask: (ask) => send(ask, anonymous(realm)),
    enter: async (ask) => {
      const answer = await send({ ...ask, read: readTokens }, { ...anonymous(realm), cookie })
      if (!answer.ok) return answer.failure
      store.adopt(answer.value)
      return null
    },
  }
}

export const AccountContext = createContext<Account | null>(null)

export function useAccount(): Account {
  const account = useContext(AccountContext)
  if (account === null) throw new Error('nobody said whose sign-in this is about')
  return account
}

export function useSession(): Session {
  const { onSession, currentSession } = useAccount()
  return useSyncExternalStore(onSession, currentSession)
}
