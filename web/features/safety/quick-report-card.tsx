/** What was done by one press: that moderators have it, what it was if one likes to say so, and the way back. Nothing of the page waits for it. */
import './quick-report.css'
import type { ReactNode } from 'react'
import { useEffect, useId, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import type { ReportReason } from '../../../contract/moderation.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { Button } from '../../ui/button.tsx'
import { Select, TextArea } from '../../ui/field.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import { useForm } from '../session/use-form.ts'
import type { QuickReport, QuickStage, QuickView } from './quick-report.ts'
import { reasonChoices } from './reasons.ts'
import { codes, words } from './words.ts'

function titleOf({ at }: QuickStage): string {
  switch (at) {
    case 'sending':
      return words.sendingReport
    case 'failed':
      return words.notSent
    case 'sent':
      return words.sent
    case 'taken_back':
      return words.takenBack
    default:
      return assertNever(at)
  }
}

export function QuickReportCard({ quick }: { readonly quick: QuickReport }) {
  const view = useSyncExternalStore(quick.subscribe, quick.view)
  const shown = view?.isShown === true ? view : null
  return (
    <>
      <output className="unseen">{shown !== null && titleOf(shown.stage)}</output>
      {shown !== null && (
        <Card title={titleOf(shown.stage)} onClose={quick.putAside}>
          <Stage quick={quick} view={shown} />
        </Card>
      )}
    </>
  )
}

type CardProps = { readonly title: string; readonly onClose: () => void; readonly children: ReactNode }

/** Shown while it is rendered. It takes no focus; what it was given returns to where it came from. Escape in it closes it, and is no key of the page. */
function Card({ title, onClose, children }: CardProps) {
  const ref = useRef<HTMLElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const card = ref.current
    const before = document.activeElement
    card?.showPopover()
    return () => {
      if (card?.contains(document.activeElement) === true && before instanceof HTMLElement) before.focus()
    }
  }, [])
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      onClose()
    }
    const card = ref.current
    card?.addEventListener('keydown', pressed)
    return () => card?.removeEventListener('keydown', pressed)
  }, [onClose])
  return (
    <section ref={ref} className="quick-report" popover="manual" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  )
}

type StageProps = { readonly quick: QuickReport; readonly view: QuickView }

function Stage({ quick, view: { about, stage } }: StageProps) {
  switch (stage.at) {
    case 'sending':
      return null
    case 'failed':
      return (
        <>
          <FailureAlert failure={stage.failure} />
          <div className="buttons">
            <Button kind="primary" onClick={() => quick.press(about)}>
              {words.again}
            </Button>
            <Button onClick={quick.putAside}>{words.close}</Button>
          </div>
        </>
      )
    case 'sent':
      return <SayMore key={stage.report.id} quick={quick} name={about.name} stage={stage} />
    case 'taken_back':
      return (
        <>
          <p className="small">{words.takenBackDetail}</p>
          <div className="buttons">
            <Button onClick={quick.putAside}>{words.close}</Button>
          </div>
        </>
      )
    default:
      return assertNever(stage)
  }
}

type SayMoreProps = Pick<StageProps, 'quick'> & {
  readonly name: string
  readonly stage: Extract<QuickStage, { at: 'sent' }>
}

function SayMore({ quick, name, stage: { report, isSaid, isLeaving, failure } }: SayMoreProps) {
  const form = useForm({
    names: ['reason', 'note'],
    send: ({ reason, note }, attempt) =>
      quick.sayMore({ reason: reason as ReportReason, ...(note.trim() !== '' && { note: note.trim() }) }, attempt),
  })
  return (
    <form {...form.props} className="stack">
      <p className="small quiet">{words.notTold(name)}</p>
      <FailureAlert failure={form.failure ?? failure} own={codes} />
      <Select label={words.whatWasIt} name="reason" defaultValue={report.reason} choices={reasonChoices()} />
      <TextArea label={words.note} name="note" rows={2} maxLength={1_000} hint={words.noteHint} error={form.faults.note} />
      <output className="small">{isSaid && !form.busy && words.told}</output>
      <div className="buttons">
        <Button type="submit" kind="primary" aria-disabled={form.busy}>
          {form.busy ? words.sending : words.tell}
        </Button>
        <Button onClick={quick.takeBack} aria-disabled={isLeaving}>
          {isLeaving ? words.takingBack : words.takeBack}
        </Button>
        <Button onClick={quick.putAside}>{words.close}</Button>
      </div>
    </form>
  )
}
