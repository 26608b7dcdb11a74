/** Whose people the pages are for: asked of the platform until there is an answer, once for a page. */
import { useEffect, useState } from 'react'
import type { PublicKey } from '../../../contract/ids.ts'
import { pollAfter } from '../channel/timing.ts'
import type { Account } from '../session/account.ts'
import { createAccount } from '../session/account.ts'
import { send } from '../session/http.ts'
import { reader, textOrNullAt } from '../session/reading.ts'

const readAppKey = reader((json) => ({ appKey: textOrNullAt(json, 'app_key') as PublicKey | null }))

/** An account asks who is signed in when it is made: there is one. */
const made = new Map<PublicKey, Account>()

function accountOf(appKey: PublicKey): Account {
  const account = made.get(appKey) ?? createAccount({ of: 'people', appKey })
  made.set(appKey, account)
  return account
}

export type PeopleSetup =
  | { readonly status: 'asking'; readonly isFailing: boolean }
  /** This deployment has no pages for people. */
  | { readonly status: 'none' }
  | { readonly status: 'ready'; readonly account: Account }

export function usePeopleSetup(): PeopleSetup {
  const [setup, setSetup] = useState<PeopleSetup>({ status: 'asking', isFailing: false })
  useEffect(() => {
    const gone = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (failures: number): Promise<void> => {
      const answer = await send({ path: '/v1/shell', read: readAppKey, signal: gone.signal, revalidate: true })
      if (gone.signal.aborted) return
      if (answer.ok) {
        const { appKey } = answer.value
        return setSetup(appKey === null ? { status: 'none' } : { status: 'ready', account: accountOf(appKey) })
      }
      setSetup({ status: 'asking', isFailing: true })
      timer = setTimeout(() => void ask(failures + 1), pollAfter(null, failures + 1, Math.random()))
    }
    void ask(0)
    return () => {
      gone.abort()
      clearTimeout(timer)
    }
  }, [])
  return setup
}
