/** One event with everything that is known of it. Its address can be sent to somebody. */
import { useCallback } from 'react'
import type { StoredEvent } from '../../../contract/events.ts'
import type { AppId } from '../../../contract/ids.ts'
import { Link } from '../../app/router.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { age, momentOf } from '../../ui/format.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { AnswerView } from '../session/answer-view.tsx'
import type { CodeWords } from '../session/failure-words.ts'
import { useAnswer } from '../session/use-answer.ts'
import { eventsPath } from './event-query.ts'
import { getEvent } from './events-api.ts'
import { words } from './words.ts'

type OpenProps = {
  readonly app: AppId
  readonly id: string
  /** The event, when the list has it. */
  readonly known: StoredEvent | undefined
  readonly onClose: () => void
}

export function OpenEvent({ app, id, known, onClose }: OpenProps) {
  return (
    <Dialog title={known?.type ?? words.detail} onClose={onClose}>
      <div className="event-detail">
        <div className="buttons">
          <Button onClick={onClose}>{words.close}</Button>
          <CopyButton text={id} label={words.copyId} />
        </div>
        {known ? <EventDetail app={app} event={known} /> : <FoundEvent app={app} id={id} />}
      </div>
    </Dialog>
  )
}

/** An event that came with the address. */
function FoundEvent({ app, id }: Pick<OpenProps, 'app' | 'id'>) {
  const load = useCallback((signal: AbortSignal) => getEvent(app, id, signal), [app, id])
  const { state, reload } = useAnswer(load)
  const own: CodeWords = { not_found: { title: words.detailMissing, detail: words.detailMissingLead } }
  return (
    <AnswerView state={state} reload={reload} own={own}>
      {(event) => <EventDetail app={app} event={event} />}
    </AnswerView>
  )
}

const spanOf = (ms: number): string => (Math.abs(ms) < 1_000 ? `${Math.abs(ms)} ms` : age(Math.abs(ms)))
const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

/** What is unusual about it, in words. */
function Flags({ event }: { readonly event: StoredEvent }) {
  const off = Date.parse(event.occurred_at) - Date.parse(event.received_at)
  return (
    <>
      {event.skewed && <Banner tone="warn" title={off > 0 ? words.skewedAhead(spanOf(off)) : words.skewedBehind(spanOf(off))} />}
      {event.bot && <Banner tone="warn" title={words.botLead} />}
    </>
  )
}

function EventDetail({ app, event }: { readonly app: AppId; readonly event: StoredEvent }) {
  const { actor_id, session_id, skew_ms, type } = event
  return (
    <>
      <Flags event={event} />
      <Facts>
        <Fact name={words.type}>
          <code>{type}</code> <Link href={eventsPath(app, { type })}>{words.ofType}</Link>
        </Fact>
        <Fact name={words.actor}>
          <code>{actor_id}</code> <Link href={eventsPath(app, { actor_id })}>{words.ofActor}</Link>
        </Fact>
        <Text name={words.actorKind} value={event.actor_type} />
        {session_id !== null && (
          <Fact name={words.session}>
            <code>{session_id}</code> <Link href={eventsPath(app, { session_id })}>{words.ofSession}</Link>
          </Fact>
        )}
        <Text name={words.action} value={event.action} />
        <Text name={words.feature} value={event.feature} />
        <Text name={words.device} value={event.device_id} />
        <Fact name={words.received}>
          <time dateTime={event.received_at}>{momentOf(event.received_at)}</time>
        </Fact>
        <Fact name={words.occurred}>
          <time dateTime={event.occurred_at}>{momentOf(event.occurred_at)}</time>
        </Fact>
        {skew_ms !== null && (
          <Fact name={words.skew}>{skew_ms < 0 ? words.skewAhead(spanOf(skew_ms)) : words.skewBehind(spanOf(skew_ms))}</Fact>
        )}
        <Fact name={words.id}>
          <code>{event.id}</code>
        </Fact>
      </Facts>
      {Object.keys(event.data).length > 0 && <CodeBlock caption={words.data} text={pretty(event.data)} />}
      {Object.keys(event.context).length > 0 && <CodeBlock caption={words.context} text={pretty(event.context)} />}
      <details>
        <summary>{words.asJson}</summary>
        <CodeBlock caption={words.asJson} text={pretty(event)} copyLabel={words.copyJson} />
      </details>
    </>
  )
}

function Text({ name, value }: { readonly name: string; readonly value: string | null }) {
  return value !== null && <Fact name={name}>{value}</Fact>
}
