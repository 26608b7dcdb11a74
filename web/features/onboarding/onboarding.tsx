/** The way to an app's first event, for who may make a key and for who may not: a key, lines to run, and the event when it arrives. */
import './onboarding.css'
import type { ReactNode } from 'react'
import { useCallback, useState } from 'react'
import type { App, KeyWithSecret } from '../../../contract/apps.ts'
import { administers } from '../apps/rights.ts'
import { listKeys } from '../keys/keys-api.ts'
import { AnswerView } from '../session/answer-view.tsx'
import { useAnswer } from '../session/use-answer.ts'
import { Arrival } from './arrival.tsx'
import { KeyStep } from './key-step.tsx'
import type { UsableKey } from './key-step.tsx'
import { Lines } from './lines.tsx'
import { words } from './words.ts'

type OnboardingProps = {
  readonly app: App
  /** The app's numbers say that something came. */
  readonly hasEvent: boolean
  /** The moment of these numbers: at each newer one it is worth looking again. */
  readonly asOf: string
  readonly onDone: () => void
}

export function Onboarding(props: OnboardingProps) {
  const [made, setMade] = useState<KeyWithSecret | null>(null)
  return (
    <section className="onboarding" aria-labelledby="onboarding-title">
      <div>
        <h2 id="onboarding-title">{words.title}</h2>
        <p className="quiet small">{words.lead}</p>
      </div>
      <ol className="onboarding-steps">
        {administers(props.app.role) ? <Sending app={props.app} made={made} onMade={setMade} /> : <Asking />}
        <Step title={words.seeTitle}>
          <Arrival {...props} holdsSecret={made !== null} />
        </Step>
      </ol>
    </section>
  )
}

function Step({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <li className="onboarding-step">
      <h3>{title}</h3>
      {children}
    </li>
  )
}

function Asking() {
  return (
    <Step title={words.keyTitle}>
      <p className="small">{words.askForKey}</p>
    </Step>
  )
}

type SendingProps = { readonly app: App; readonly made: KeyWithSecret | null; readonly onMade: (made: KeyWithSecret) => void }

const sends = ({ scopes, revoked_at }: { readonly scopes: readonly string[]; readonly revoked_at: string | null }): boolean =>
  revoked_at === null && scopes.includes('telemetry')

function Sending({ app, made, onMade }: SendingProps) {
  const load = useCallback((signal: AbortSignal) => listKeys(app.id, null, signal), [app.id])
  const { state, reload } = useAnswer(load)
  return (
    <AnswerView state={state} reload={reload}>
      {({ data }) => {
        const there = data.find(sends)
        const key: UsableKey | null = made ?? (there === undefined ? null : { name: there.name, key: there.key, secret: null })
        return (
          <>
            <Step title={words.keyTitle}>
              <KeyStep app={app} usable={key} onMade={onMade} />
            </Step>
            <Step title={words.sendTitle}>{key === null ? <p className="quiet small">{words.sendFirst}</p> : <Lines of={key} />}</Step>
          </>
        )
      }}
    </AnswerView>
  )
}
