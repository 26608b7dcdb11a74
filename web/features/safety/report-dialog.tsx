/** Reporting a person, or what they said: why, and in own words. Moderators see it; the other person does not learn of it. */
import { useState } from 'react'
import type { MessageId, RoomId, UserId } from '../../../contract/ids.ts'
import type { ReportReason } from '../../../contract/moderation.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select, TextArea } from '../../ui/field.tsx'
import type { Account } from '../session/account.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import { useForm } from '../session/use-form.ts'
import { reasonChoices } from './reasons.ts'
import { sendReport } from './safety-api.ts'
import { words } from './words.ts'

type Person = { readonly id: UserId; readonly name: string }

type ReportDialogProps = {
  readonly account: Account
  /** One, or those that the reader may mean. */
  readonly people: readonly Person[]
  readonly session: RoomId | null
  readonly message?: MessageId
  readonly onClose: () => void
}

export function ReportDialog({ account, people, session, message, onClose }: ReportDialogProps) {
  const [isSent, setSent] = useState(false)
  const form = useForm({
    names: ['person', 'reason', 'note'],
    check: ({ person }) => (person === '' ? { person: words.personNeeded } : {}),
    send: async ({ person, reason, note }, attempt) => {
      const answer = await sendReport(
        account,
        {
          user_id: person as UserId,
          reason: reason as ReportReason,
          ...(session !== null && { session_id: session }),
          ...(message !== undefined && { message_id: message }),
          ...(note.trim() !== '' && { note: note.trim() }),
        },
        attempt,
      )
      setSent(answer.ok)
      return answer.ok ? null : answer.failure
    },
  })
  const [only] = people
  const title = people.length === 1 && only !== undefined ? words.reportPerson(only.name) : words.report
  if (isSent)
    return (
      <Dialog title={words.sent} onClose={onClose}>
        <p>{words.sentDetail}</p>
        <div className="buttons">
          <Button kind="primary" onClick={onClose}>
            {words.close}
          </Button>
        </div>
      </Dialog>
    )
  return (
    <Dialog title={title} onClose={onClose}>
      <form {...form.props} className="stack">
        <p className="small quiet">{message === undefined ? words.reportLead : words.reportMessageLead}</p>
        <FailureAlert failure={form.failure} />
        <WhoField people={people} error={form.faults.person} />
        <Select label={words.reason} name="reason" defaultValue="harassment" choices={reasonChoices()} />
        <TextArea label={words.note} name="note" rows={3} maxLength={1_000} hint={words.noteHint} />
        <div className="buttons">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="primary" aria-disabled={form.busy}>
            {form.busy ? words.sending : words.send}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

type WhoFieldProps = { readonly people: readonly Person[]; readonly error: string | null | undefined }

function WhoField({ people, error }: WhoFieldProps) {
  const [only] = people
  if (people.length === 1 && only !== undefined) return <input type="hidden" name="person" value={only.id} />
  const choices = [{ value: '', label: words.choose }, ...people.map(({ id, name }) => ({ value: id, label: name }))]
  return <Select label={words.person} name="person" defaultValue="" choices={choices} error={error} />
}
