/** One appeal: against what, in whose words, and the decision on it. */
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { ReviewedAppeal } from '../../../contract/moderation.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea } from '../../ui/field.tsx'
import { minuteOf } from '../../ui/format.ts'
import { Row } from '../../ui/rows.tsx'
import { Tag } from '../../ui/tag.tsx'
import { reasons } from '../safety/words.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import { useForm } from '../session/use-form.ts'
import { decideAppeal } from './moderation-api.ts'
import { appealWords, codes, kindWords, words } from './words.ts'

type AppealRowProps = {
  readonly app: App
  readonly appeal: ReviewedAppeal
  readonly name: string
  readonly onDecided: (appeal: ReviewedAppeal) => void
}

export function AppealRow({ app, appeal, name, onDecided }: AppealRowProps) {
  const { action, text, state, decided_at: decidedAt, answer } = appeal
  return (
    <Row
      over={state !== 'open'}
      title={words.appealOf(name)}
      tags={state !== 'open' && <Tag tone={state === 'lifted' ? 'good' : 'plain'}>{appealWords[state]}</Tag>}
    >
      <p className="quiet small">
        {words.against(kindWords[action.kind])} · {reasons[action.reason]} · {minuteOf(action.created_at)}
      </p>
      <blockquote>{text}</blockquote>
      {decidedAt === null ? (
        <Decision app={app} appeal={appeal} onDecided={onDecided} />
      ) : (
        <p className="small">
          {words.decided(minuteOf(decidedAt))}
          {answer !== null && `: ${answer}`}
        </p>
      )}
    </Row>
  )
}

function Decision({ app, appeal, onDecided }: Omit<AppealRowProps, 'name'>) {
  const [state, setState] = useState<'upheld' | 'lifted'>('upheld')
  const form = useForm({
    names: ['answer'],
    send: async ({ answer }, attempt) => {
      const text = answer.trim()
      const decided = await decideAppeal(app.id, appeal.id, { state, ...(text !== '' && { answer: text }) }, `${attempt}-${state}`)
      if (!decided.ok) return decided.failure
      onDecided(decided.value)
      return null
    },
  })
  return (
    <form {...form.props} className="stack">
      <FailureAlert failure={form.failure} own={codes} />
      <TextArea label={words.answer} name="answer" rows={2} maxLength={2_000} hint={words.answerHint} error={form.faults.answer} />
      <div className="buttons">
        <Button type="submit" aria-disabled={form.busy} onClick={() => setState('upheld')}>
          {words.uphold}
        </Button>
        <Button type="submit" aria-disabled={form.busy} onClick={() => setState('lifted')}>
          {words.liftIt}
        </Button>
      </div>
    </form>
  )
}
