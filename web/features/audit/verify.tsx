/** Proving the chain here: a verdict in words, and each fault at its place. */
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import type { Verification } from './audit-api.ts'
import { verifyChain } from './audit-api.ts'
import { faultWords, words } from './words.ts'

type VerifyState =
  | { readonly status: 'idle' }
  | { readonly status: 'busy'; readonly entries: number }
  | { readonly status: 'done'; readonly result: Verification }
  | { readonly status: 'failed'; readonly failure: ApiFailure }

type Verifying = { readonly state: VerifyState; readonly start: () => void }

export function useVerification(app: App): Verifying {
  const [state, setState] = useState<VerifyState>({ status: 'idle' })
  const verify = async (): Promise<void> => {
    if (state.status === 'busy') return
    setState({ status: 'busy', entries: 0 })
    const answer = await verifyChain(app.id, (entries) => setState({ status: 'busy', entries }))
    setState(answer.ok ? { status: 'done', result: answer.value } : { status: 'failed', failure: answer.failure })
  }
  return { state, start: () => void verify() }
}

export function VerifyButton({ run: { state, start } }: { readonly run: Verifying }) {
  return (
    <Button onClick={start} aria-disabled={state.status === 'busy'}>
      {state.status === 'busy' ? words.verifying(state.entries) : words.verify}
    </Button>
  )
}

export function Verdict({ state }: { readonly state: VerifyState }) {
  return (
    <>
      <output>{state.status === 'done' && state.result.ok && <Whole result={state.result} />}</output>
      <div role="alert" className="alert">
        {state.status === 'done' && !state.result.ok && <Broken result={state.result} />}
      </div>
      <FailureAlert failure={state.status === 'failed' ? state.failure : null} />
    </>
  )
}

function Whole({ result }: { readonly result: Verification }) {
  return (
    <Banner tone="good" title={words.verified(result.entries)}>
      <p>{result.anchors_checked === 0 ? words.noAnchors : words.anchors(result.anchors_checked)}</p>
    </Banner>
  )
}

const isKnown = (kind: string): kind is keyof typeof faultWords => Object.hasOwn(faultWords, kind)

function Broken({ result }: { readonly result: Verification }) {
  return (
    <Banner tone="error" title={words.broken}>
      <ul className="audit-faults">
        {result.faults.map(({ seq, kind, detail }) => (
          <li key={`${seq} ${kind} ${detail}`}>
            {words.faultAt(seq)}: {isKnown(kind) ? faultWords[kind] : kind} <span className="quiet">({detail})</span>
          </li>
        ))}
      </ul>
    </Banner>
  )
}
