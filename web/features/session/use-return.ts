/** What a provider's sign-in brought back: taken from the address when the page begins, once, and exchanged for the account of the page. */
import { useEffect, useState } from 'react'
import type { Account } from './account.ts'
import type { LoginReason } from './login-page.tsx'
import { exchange, takeReturn } from './provider-sign-in.ts'

const returned = takeReturn()
let isTaken = false

/** Null while a provider's code is being exchanged. */
export function useReturn(account: Account): LoginReason | null {
  const [reason, setReason] = useState<LoginReason | null>(() => {
    if (isTaken || returned.status === 'none') return { kind: 'none' }
    return returned.status === 'refused' ? { kind: 'provider-refused', code: returned.code } : null
  })
  useEffect(() => {
    if (isTaken || returned.status !== 'code') return
    isTaken = true
    void exchange(account, returned.code, returned.verifier).then((failure) =>
      setReason(failure === null ? { kind: 'none' } : { kind: 'provider-failed', failure }),
    )
  }, [account])
  return reason
}
