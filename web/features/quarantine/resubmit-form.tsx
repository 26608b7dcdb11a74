/** Fixing an event and sending it again. What came of it is said here. */
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { QuarantinedEvent } from '../../../contract/events.ts'
import { Link } from '../../app/router.tsx'
import { assertNever } from '../../ui/assert-never.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { eventsPath } from '../events/event-query.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import { useForm } from '../session/use-form.ts'
import { editedOf } from './edited.ts'
import { laidOut } from './laid-out.ts'
import type { Verdict } from './quarantine-api.ts'
import { resubmit } from './quarantine-api.ts'
import { codeWords, words } from './words.ts'

type FormProps = { readonly app: App; readonly row: QuarantinedEvent; readonly onTaken: (verdict: Verdict) => void }

const textOf = ({ raw, truncated }: QuarantinedEvent): string =>
  (truncated
    ? null
    : laidOut(raw)
        ?.map(({ text }) => text)
        .join('\n')) ?? raw

export function ResubmitForm({ app, row, onTaken }: FormProps) {
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const sent = textOf(row)
  // As it was sent it may be taken by now: its session may live, a rule may have changed.
  const asItWas = (text: string): boolean => text.trim() === sent.trim() && !row.truncated && laidOut(row.raw) !== null
  const form = useForm({
    names: ['event'],
    check: ({ event }) => {
      const edited = editedOf(event)
      return asItWas(event) || edited.ok ? {} : { event: edited.why }
    },
    send: async ({ event }, attempt) => {
      setVerdict(null)
      const edited = editedOf(event)
      const answer = await resubmit(app.id, row.id, asItWas(event) || !edited.ok ? null : edited.event, attempt)
      if (!answer.ok) return answer.failure
      setVerdict(answer.value)
      if (answer.value.status === 'accepted' || answer.value.status === 'duplicate') onTaken(answer.value)
      return null
    },
  })
  return (
    <form {...form.props} className="quarantine-form">
      <p className="small quiet">{words.fixLead}</p>
      <FailureAlert failure={form.failure} />
      <TextArea
        label={words.event}
        name="event"
        hint={words.eventHint}
        error={form.faults.event}
        defaultValue={sent}
        rows={Math.min(24, sent.split('\n').length + 2)}
        className="machine-text"
        spellCheck={false}
        autoComplete="off"
      />
      <div className="buttons">
        <Button type="submit" kind="primary" aria-disabled={form.busy}>
          {form.busy ? words.sending : words.send}
        </Button>
        <Button type="reset">{words.reset}</Button>
      </div>
      <output>{verdict && <VerdictBanner app={app} verdict={verdict} />}</output>
    </form>
  )
}

export function VerdictBanner({ app, verdict }: { readonly app: App; readonly verdict: Verdict }) {
  const way = <Link href={eventsPath(app.id, {}, verdict.id)}>{words.toEvent}</Link>
  switch (verdict.status) {
    case 'accepted':
      return (
        <Banner tone="good" title={words.accepted}>
          <p>
            {words.acceptedLead} {way}
          </p>
        </Banner>
      )
    case 'duplicate':
      return (
        <Banner tone="good" title={words.duplicate}>
          <p>
            {words.duplicateLead} {way}
          </p>
        </Banner>
      )
    case 'quarantined':
      return (
        <Banner tone="warn" title={words.again}>
          {verdict.code !== null && <p>{codeWords[verdict.code]}</p>}
        </Banner>
      )
    case 'over_quota':
      return (
        <Banner tone="warn" title={words.overQuota}>
          <p>{words.overQuotaLead}</p>
        </Banner>
      )
    default:
      return assertNever(verdict.status)
  }
}
