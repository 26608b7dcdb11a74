/** One button that signs in with a passkey, and what went wrong with it. */
import { useState } from 'react'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { useAccount } from './account.ts'
import { FailureBanner } from './answer-view.tsx'
import type { CodeWords } from './failure-words.ts'
import type { Ceremony } from './passkeys.ts'
import { canUsePasskeys, signInWithPasskey } from './passkeys.ts'
import { passkeyFaultWords, passkeySignInCodes, words } from './words.ts'

/** The place of a ceremony's outcome; says nothing of one that went well. */
export function CeremonyAlert({ outcome, own }: { readonly outcome: Ceremony | null; readonly own?: CodeWords }) {
  return (
    <div role="alert" className="alert">
      {outcome?.status === 'failed' && <FailureBanner failure={outcome.failure} {...(own && { own })} />}
      {outcome?.status === 'fault' && (
        <Banner tone="warn" title={passkeyFaultWords[outcome.fault].title}>
          {passkeyFaultWords[outcome.fault].detail !== null && <p>{passkeyFaultWords[outcome.fault].detail}</p>}
        </Banner>
      )}
    </div>
  )
}

/** Runs one ceremony at a time. */
export function useCeremony(): {
  readonly outcome: Ceremony | null
  readonly busy: boolean
  readonly run: (ceremony: () => Promise<Ceremony>) => Promise<Ceremony | null>
} {
  const [outcome, setOutcome] = useState<Ceremony | null>(null)
  const [busy, setBusy] = useState(false)
  const run = async (ceremony: () => Promise<Ceremony>): Promise<Ceremony | null> => {
    if (busy) return null
    setBusy(true)
    setOutcome(null)
    const result = await ceremony()
    setBusy(false)
    setOutcome(result)
    return result
  }
  return { outcome, busy, run }
}

export function PasskeySignIn() {
  const account = useAccount()
  const { outcome, busy, run } = useCeremony()
  const start = (): void =>
    void run(async () => (canUsePasskeys() ? signInWithPasskey(account) : { status: 'fault', fault: 'unsupported' }))
  return (
    <>
      <CeremonyAlert outcome={outcome} own={passkeySignInCodes} />
      <Button onClick={start} aria-disabled={busy}>
        {busy ? words.addingPasskey : words.withPasskey}
      </Button>
    </>
  )
}
