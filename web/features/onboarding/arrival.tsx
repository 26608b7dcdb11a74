/** Listens for the first event and shows it: what it is, when it came, where it is found. The numbers say that it came; then it is read. */
import { useEffect, useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import { Link } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { momentOf } from '../../ui/format.ts'
import { appPath } from '../apps/app-paths.ts'
import type { LatestEvent } from './latest-event.ts'
import { latestEvents } from './latest-event.ts'
import { words } from './words.ts'

type ArrivalProps = {
  readonly app: App
  readonly hasEvent: boolean
  readonly asOf: string
  readonly holdsSecret: boolean
  readonly onDone: () => void
}

/** Null until it is read; at each newer moment of the numbers it is looked for again. */
function useFirst(app: App, hasEvent: boolean, asOf: string): LatestEvent | null {
  const [event, setEvent] = useState<LatestEvent | null>(null)
  const isWanted = hasEvent && event === null
  useEffect(() => {
    if (!isWanted) return undefined
    const mine = new AbortController()
    const look = async (): Promise<void> => {
      const answer = await latestEvents(app.id, mine.signal)
      if (!mine.signal.aborted && answer.ok) setEvent(answer.value.data[0] ?? null)
    }
    void look()
    return () => mine.abort()
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- a newer moment is what makes it worth looking again
  }, [app.id, isWanted, asOf])
  return event
}

export function Arrival({ app, hasEvent, asOf, holdsSecret, onDone }: ArrivalProps) {
  const event = useFirst(app, hasEvent, asOf)
  return (
    <>
      <output className={hasEvent ? 'onboarding-arrived' : 'onboarding-listening'} data-testid="arrival">
        {event !== null ? words.arrived : hasEvent ? words.counted : words.listening}
      </output>
      {event !== null && (
        <>
          <Shown event={event} />
          <p>
            <Link href={`${appPath(app.id, 'events')}?${new URLSearchParams({ actor_id: event.actor_id })}`}>{words.toEvent}</Link>
          </p>
        </>
      )}
      {hasEvent && (
        <div className="buttons">
          <Button kind="primary" onClick={onDone}>
            {words.goOn}
          </Button>
          {holdsSecret && <p className="quiet small">{words.keepFirst}</p>}
        </div>
      )}
    </>
  )
}

function Shown({ event }: { readonly event: LatestEvent }) {
  return (
    <dl className="onboarding-event">
      <div>
        <dt>{words.typeLabel}</dt>
        <dd>
          <code className="break">{event.type}</code>
        </dd>
      </div>
      <div>
        <dt>{words.actorLabel}</dt>
        <dd>
          <code className="break">{event.actor_id}</code>
        </dd>
      </div>
      <div>
        <dt>{words.receivedLabel}</dt>
        <dd>
          <time dateTime={event.received_at}>{momentOf(event.received_at)}</time>
        </dd>
      </div>
    </dl>
  )
}
