/** A key to send with: made right here, or one the app has. A secret lives in the panel's state while the panel is shown, and nowhere else. */
import { useRef, useState } from 'react'
import type { App, KeyWithSecret } from '../../../contract/apps.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { createKey } from '../keys/keys-api.ts'
import { keyCodes } from '../keys/words.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import { newAttempt } from '../session/http.ts'
import { words } from './words.ts'

export type UsableKey = { readonly name: string; readonly key: string; readonly secret: string | null }
type KeyStepProps = { readonly app: App; readonly usable: UsableKey | null; readonly onMade: (made: KeyWithSecret) => void }

export function KeyStep({ app, usable, onMade }: KeyStepProps) {
  if (usable !== null && usable.secret !== null) return <Made of={usable} secret={usable.secret} />
  return (
    <>
      <p className="small">{usable === null ? words.keyLead : words.keyThere(usable.name)}</p>
      <MakeKey app={app} isFirst={usable === null} onMade={onMade} />
    </>
  )
}

/** The same press sent again after a lost answer is the same key. */
function useMaking(app: App, onMade: (made: KeyWithSecret) => void) {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const attempt = useRef<string | null>(null)
  const make = async (): Promise<void> => {
    if (busy) return
    setBusy(true)
    attempt.current ??= newAttempt()
    const answer = await createKey(app.id, words.keyName, ['telemetry'], attempt.current)
    setBusy(false)
    setFailure(answer.ok ? null : answer.failure)
    if (answer.ok) onMade(answer.value)
  }
  return { busy, failure, make: () => void make() }
}

function MakeKey({ app, isFirst, onMade }: { readonly app: App; readonly isFirst: boolean; readonly onMade: KeyStepProps['onMade'] }) {
  const { busy, failure, make } = useMaking(app, onMade)
  return (
    <>
      <div>
        <Button kind={isFirst ? 'primary' : 'quiet'} onClick={make} aria-disabled={busy}>
          {busy ? words.making : isFirst ? words.makeKey : words.makeAnother}
        </Button>
      </div>
      <FailureAlert failure={failure} own={keyCodes} />
    </>
  )
}

function Made({ of: { name, key }, secret }: { readonly of: UsableKey; readonly secret: string }) {
  return (
    <>
      <output className="small">{words.keyMade(name)}</output>
      <Half label={words.publicKey} text={key} copy={words.copyPublic} />
      <Half label={words.secret} text={secret} copy={words.copySecret} />
    </>
  )
}

function Half({ label, text, copy }: { readonly label: string; readonly text: string; readonly copy: string }) {
  return (
    <div className="onboarding-half">
      <span className="small">{label}</span>
      <code className="break">{text}</code>
      <CopyButton text={text} label={copy} />
    </div>
  )
}
