/** Ends the sign-in, in every tab; says so when it could not. */
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useAccount } from './account.ts'
import { FailureAlert } from './answer-view.tsx'
import type { ApiFailure } from './http.ts'
import { words } from './words.ts'

export function SignOutButton() {
  const { signOut } = useAccount()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const leave = async (): Promise<void> => {
    if (busy) return
    setBusy(true)
    setFailure(await signOut())
    setBusy(false)
  }
  return (
    <>
      <Button onClick={() => void leave()} aria-disabled={busy}>
        {busy ? words.signingOut : words.signOut}
      </Button>
      <FailureAlert failure={failure} />
    </>
  )
}
