/** One action: what, on whom, until when; opened, why, by whom, and how the platform explains what it did by itself. */
import type { UserId } from '../../../contract/ids.ts'
import type { ActionExplanation, ModerationAction } from '../../../contract/moderation.ts'
import { Link } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { meanCount, minuteOf } from '../../ui/format.ts'
import { Tag } from '../../ui/tag.tsx'
import { Unfold } from '../../ui/unfold.tsx'
import { useNow } from '../../lib/use-now.ts'
import { reasons } from '../safety/words.ts'
import { isInForce } from './action-input.ts'
import { queryOf } from './moderation-place.ts'
import { kindWords, severityWords, words } from './words.ts'

type ActionRowProps = {
  readonly action: ModerationAction
  readonly path: string
  readonly nameOf: (id: UserId) => string
  readonly onLift: () => void
}

export function ActionRow(props: ActionRowProps) {
  const { action, nameOf } = props
  const isNow = isInForce(action, useNow())
  return (
    <Unfold
      at={action.created_at}
      title={
        <>
          <strong>{kindWords[action.kind]}</strong> · {nameOf(action.user_id)}
        </>
      }
      tags={
        <>
          {action.explanation !== null && <Tag>{words.automatic}</Tag>}
          {isNow && <Tag tone="warn">{words.inForce}</Tag>}
        </>
      }
      more={endOf(action, isNow)}
    >
      {() => <Opened {...props} isNow={isNow} />}
    </Unfold>
  )
}

function endOf({ kind, lifted_at, expires_at }: ModerationAction, isNow: boolean): string {
  if (lifted_at !== null) return words.liftedAt(minuteOf(lifted_at))
  if (kind === 'warn') return words.over
  if (expires_at === null) return words.forGood
  return isNow ? words.until(minuteOf(expires_at)) : words.over
}

const byOf = ({ by, explanation }: ModerationAction, nameOf: (id: UserId) => string): string => {
  if (by !== null) return nameOf(by)
  return explanation === null ? words.server : words.automatic
}

function Opened({ action, path, nameOf, onLift, isNow }: ActionRowProps & { readonly isNow: boolean }) {
  const { user_id, session_id, reason, note, appeal_note, explanation } = action
  return (
    <>
      <Facts>
        <Fact name={words.about}>
          <code>{user_id}</code>
        </Fact>
        <Fact name={words.reason}>{reasons[reason]}</Fact>
        <Fact name={words.ends}>{endOf(action, isNow)}</Fact>
        <Fact name={words.by}>{byOf(action, nameOf)}</Fact>
        {session_id !== null && (
          <Fact name={words.session}>
            <code>{session_id}</code>
          </Fact>
        )}
        {appeal_note !== null && <Fact name={words.told}>{appeal_note}</Fact>}
        {note !== null && <Fact name={words.note}>{note}</Fact>}
      </Facts>
      {explanation !== null && <Explained explanation={explanation} />}
      <div className="buttons">
        {isNow && <Button onClick={onLift}>{words.lift}</Button>}
        <Link href={path + queryOf({ view: 'actions', user: user_id })}>{words.only}</Link>
      </div>
    </>
  )
}

/** Why the platform did it by itself: which rule, on which reports, how much each weighed. */
function Explained({ explanation }: { readonly explanation: ActionExplanation }) {
  const { reporters, weight, within_s, min_reporters, min_weight, reports } = explanation
  return (
    <div className="moderation-explained">
      <p>{words.explained(reporters, meanCount(weight), words.hours(Math.round(within_s / 3_600)))}</p>
      <p className="small quiet">{words.needed(min_reporters, meanCount(min_weight))}</p>
      <ul className="small">
        {reports.map(({ id, reason, severity, weight: each, counted }) => (
          <li key={id}>
            {reasons[reason]} · {severityWords[severity]} · {meanCount(each)} · {counted ? words.counted : words.notCounted}
          </li>
        ))}
      </ul>
    </div>
  )
}
