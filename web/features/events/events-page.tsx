/** `/admin/apps/:id/events`: the event stream. Filters and the open event are the address, so that a view can be sent to somebody. */
import './events.css'
import { useMemo, useRef } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { StoredEvent } from '../../../contract/events.ts'
import { go, useQuery } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { fullCount } from '../../ui/format.ts'
import { Empty, More } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { AnswerView, FailureAlert } from '../session/answer-view.tsx'
import { OpenEvent } from './event-detail.tsx'
import { EventFilters } from './event-filters.tsx'
import { EventList } from './event-list.tsx'
import { eventsPath, filtersIn, filterTextIn, openIn } from './event-query.ts'
import type { Filters } from './events-api.ts'
import { ExportButtons, Exported, useExport } from './export.tsx'
import { Fresh, LiveLine } from './live-line.tsx'
import type { Stream } from './stream.ts'
import { useEvents } from './use-events.ts'
import { words } from './words.ts'

/** A range that ends in the future, or not at all, still gets new events. */
const isLive = ({ to }: Filters): boolean => to === undefined || !(Date.parse(to) <= Date.now())

export function EventsPage({ app }: { readonly app: App }) {
  const query = useQuery()
  const filterText = filterTextIn(query)
  const filters = useMemo(() => filtersIn(filterText), [filterText])
  const live = useMemo(() => isLive(filters), [filters])
  const open = openIn(query)
  const list = useRef<HTMLOListElement>(null)
  // Nobody's row moves away under their eyes: new ones are shown while the list's begin is, and nothing is open over it.
  const isAtTop = (): boolean => openIn(window.location.search) === null && (list.current?.getBoundingClientRect().top ?? 0) >= 0
  const events = useEvents(app.id, filters, live, isAtTop)
  const taking = useExport(app, filters)
  const opening = useOpening(app, filters)
  const show = (next: Filters): void => go(eventsPath(app.id, next))
  const toTop = (): void => {
    events.showWaiting()
    list.current?.scrollIntoView({ block: 'start' })
  }
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <ExportButtons run={taking} />
      </PageHead>
      <Exported state={taking.state} />
      <EventFilters key={filterText} app={app} filters={filters} onShow={show} />
      <AnswerView state={events.state} reload={events.reload}>
        {(stream) => (
          <>
            <LiveLine stream={stream} live={live} />
            <Fresh stream={stream} onShow={toTop} />
            {stream.items.length === 0 ? (
              <Nothing stream={stream} isFiltered={filterText !== ''} onClear={() => show({})} />
            ) : (
              <EventList list={list} items={stream.items} onOpen={opening.open} onEnd={() => stream.trouble ?? events.more()} />
            )}
            <End stream={stream} onMore={events.more} />
            {open !== null && (
              <OpenEvent app={app.id} id={open} known={stream.items.find(({ id }) => id === open)} onClose={opening.close} />
            )}
          </>
        )}
      </AnswerView>
    </>
  )
}

/** Opening is a step in the history; closing takes it back, unless the page began with it. */
function useOpening(app: App, filters: Filters) {
  const isOurs = useRef(false)
  return {
    open: ({ id }: StoredEvent): void => {
      isOurs.current = true
      go(eventsPath(app.id, filters, id), { stay: true })
    },
    close: (): void => {
      if (isOurs.current) window.history.back()
      else go(eventsPath(app.id, filters), { replace: true })
      isOurs.current = false
    },
  }
}

/** What is under the rows: how many there are, and the way to older ones. */
function End({ stream, onMore }: { readonly stream: Stream; readonly onMore: () => void }) {
  const count = stream.items.length
  const way = count === 0 ? words.further : words.more
  return (
    <>
      <FailureAlert failure={stream.trouble} />
      {count > 0 && (
        <p className="small quiet">
          {words.shownCount(fullCount(count))} {stream.next === null && words.end}
        </p>
      )}
      <More more={stream.next === null ? null : onMore} loading={stream.loadingMore}>
        {stream.loadingMore ? words.loadingMore : way}
      </More>
    </>
  )
}

type NothingProps = { readonly stream: Stream; readonly isFiltered: boolean; readonly onClear: () => void }

function Nothing({ stream, isFiltered, onClear }: NothingProps) {
  if (!isFiltered) {
    return (
      <Empty title={words.none}>
        <p className="quiet">{words.noneLead}</p>
      </Empty>
    )
  }
  return (
    <Empty title={stream.next === null ? words.noMatch : words.notHere}>
      {stream.next !== null && <p className="quiet">{words.notHereLead}</p>}
      <Button onClick={onClear}>{words.clear}</Button>
    </Empty>
  )
}
