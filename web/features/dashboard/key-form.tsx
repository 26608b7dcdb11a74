/**
 * Asks for the app's key pair and tries it. The inputs have no `name`, so that no form submission could ever carry
 * them; nothing is stored.
 */
import type { FormEvent } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { MetricsSnapshot } from '../../../contract/metrics.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import type { ApiFailure, KeyPair, Received } from './api.ts'
import { getMetrics } from './api.ts'
import { failureWords } from './failure-words.ts'

type KeyFormProps = {
  /** Why the pair that was in use no longer is. */
  readonly refused: ApiFailure | null
  readonly forgotten: boolean
  readonly onAccepted: (keys: KeyPair, first: Received<MetricsSnapshot>) => void
}

/** A header takes visible ASCII only; the rest of the shape is the server's to judge. */
function faultOf(value: string, prefix: string): string | null {
  if (value === '') return 'Needed to show anything.'
  if (!value.startsWith(prefix)) return `It starts with ${prefix}`
  return /^[\x21-\x7e]+$/.test(value) ? null : 'It has a character no key has.'
}

/** Tries a pair; a newer try, or leaving, drops the one before. */
function useTry(onAccepted: KeyFormProps['onAccepted'], before: ApiFailure | null) {
  const [failure, setFailure] = useState(before)
  const [busy, setBusy] = useState(false)
  const turn = useRef<AbortController | null>(null)
  useEffect(() => () => turn.current?.abort(), [])

  const attempt = async (keys: KeyPair): Promise<void> => {
    turn.current?.abort()
    const mine = new AbortController()
    turn.current = mine
    setBusy(true)
    const answer = await getMetrics(keys, mine.signal)
    if (mine.signal.aborted) return
    setBusy(false)
    if (answer.ok) onAccepted(keys, answer.received)
    else setFailure(answer.failure)
  }
  return { failure, busy, attempt }
}

function LocalHint() {
  if (!['localhost', '127.0.0.1', '[::1]'].includes(window.location.hostname)) return null
  return (
    <p className="quiet small">
      On this machine <code>npm start</code> printed the demo app’s pair; its <code>dev.json</code> has it too.
    </p>
  )
}

export function KeyForm({ refused, forgotten, onAccepted }: KeyFormProps) {
  const [publicKey, setPublicKey] = useState('')
  const [secret, setSecret] = useState('')
  const [checked, setChecked] = useState(false)
  const { failure, busy, attempt } = useTry(onAccepted, refused)
  const faults = { publicKey: faultOf(publicKey, 'pq_pk_'), secret: faultOf(secret, 'pq_sk_') }

  const form = useRef<HTMLFormElement>(null)
  const title = useRef<HTMLHeadingElement>(null)
  // Who comes back from the board loses the place that had the focus.
  const isReturn = forgotten || refused !== null
  useEffect(() => {
    if (isReturn) title.current?.focus()
  }, [isReturn])

  const submit = (event: FormEvent): void => {
    event.preventDefault()
    setChecked(true)
    const inputs = form.current?.querySelectorAll('input')
    if (faults.publicKey !== null) inputs?.[0]?.focus()
    else if (faults.secret !== null) inputs?.[1]?.focus()
    else if (!busy) void attempt({ publicKey, secret })
  }

  const words = failure && failureWords(failure)
  return (
    <form ref={form} className="narrow" onSubmit={submit} noValidate aria-labelledby="key-title">
      <h1 id="key-title" ref={title} tabIndex={-1}>
        Live metrics
      </h1>
      <div>
        <p>
          Enter the key pair of an app to see its numbers. It stays in the memory of this page: it is not stored, and reloading or leaving
          forgets it.
        </p>
        <div role="alert" className="key-alert">
          {words && (
            <Banner tone="error" title={words.title}>
              <p>{words.detail}</p>
            </Banner>
          )}
        </div>
      </div>
      <Field
        label="Public key"
        placeholder="pq_pk_…"
        value={publicKey}
        error={checked ? faults.publicKey : null}
        onChange={(event) => setPublicKey(event.target.value.trim())}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <Field
        label="Secret key"
        type="password"
        placeholder="pq_sk_…"
        value={secret}
        error={checked ? faults.secret : null}
        onChange={(event) => setSecret(event.target.value.trim())}
        autoComplete="off"
        spellCheck={false}
      />
      <div>
        <Button type="submit" kind="primary" aria-disabled={busy}>
          {busy ? 'Checking…' : 'Show metrics'}
        </Button>
      </div>
      <LocalHint />
      <output className="unseen">{forgotten ? 'The keys are forgotten.' : ''}</output>
    </form>
  )
}
