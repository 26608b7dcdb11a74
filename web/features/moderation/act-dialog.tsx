/** Acting on a report: what, for how long, where, why, and what the person is told. */
import type { App } from '../../../contract/apps.ts'
import type { ModerationAction, ReviewedReport } from '../../../contract/moderation.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Select, TextArea } from '../../ui/field.tsx'
import { reasons } from '../safety/words.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import { useForm } from '../session/use-form.ts'
import { actionOn, durations, kindsFor } from './action-input.ts'
import { reasonNames, takeAction } from './moderation-api.ts'
import { codes, durationWords, kindWords, words } from './words.ts'

type ActDialogProps = {
  readonly app: App
  readonly report: ReviewedReport
  readonly name: string
  readonly onDone: (action: ModerationAction) => void
  readonly onClose: () => void
}

export function ActDialog({ app, report, name, onDone, onClose }: ActDialogProps) {
  const form = useForm({
    names: ['kind', 'duration', 'where', 'reason', 'note', 'appeal_note'],
    send: async (values, attempt) => {
      const answer = await takeAction(app.id, actionOn(report, values), attempt)
      if (!answer.ok) return answer.failure
      onDone(answer.value)
      return null
    },
  })
  const places = [
    { value: 'app', label: words.everywhere },
    ...(report.session_id === null ? [] : [{ value: 'session', label: words.inSession }]),
  ]
  return (
    <Dialog title={words.actTitle(name)} onClose={onClose}>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} own={codes} />
        <Select label={words.kind} name="kind" choices={kindsFor(report).map((value) => ({ value, label: kindWords[value] }))} />
        <Select label={words.duration} name="duration" choices={durations.map((value) => ({ value, label: durationWords[value] }))} />
        <Select label={words.where} name="where" choices={places} />
        <Select
          label={words.reason}
          name="reason"
          defaultValue={report.reason}
          choices={reasonNames.map((value) => ({ value, label: reasons[value] }))}
        />
        <TextArea label={words.told} name="appeal_note" rows={2} maxLength={1_000} hint={words.toldHint} error={form.faults.appeal_note} />
        <TextArea label={words.note} name="note" rows={2} maxLength={1_000} hint={words.noteHint} error={form.faults.note} />
        <div className="buttons">
          <Button type="submit" kind="danger" aria-disabled={form.busy}>
            {form.busy ? words.sending : words.send}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
