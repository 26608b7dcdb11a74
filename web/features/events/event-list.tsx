/** The rows of the stream. Only those near the window are drawn: a day of scrolling stays smooth. */
import type { KeyboardEvent, RefObject } from 'react'
import { useEffect, useLayoutEffect, useState } from 'react'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import type { StoredEvent } from '../../../contract/events.ts'
import { momentOf } from '../../ui/format.ts'
import { Tag } from '../../ui/tag.tsx'
import { words } from './words.ts'

type ListProps = {
  readonly list: RefObject<HTMLOListElement | null>
  readonly items: readonly StoredEvent[]
  readonly onOpen: (event: StoredEvent) => void
  /** The reader comes near the end. */
  readonly onEnd: () => void
}

const rowHeight = 44
const overscan = 12
/** How many rows before the end older ones are asked for. */
const ahead = 20

/** Where the list begins on the page; what stands above it grows and shrinks. */
function useTop(list: RefObject<HTMLOListElement | null>): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measure = (): void => setTop(Math.round((list.current?.getBoundingClientRect().top ?? 0) + window.scrollY))
    measure()
    const watch = new ResizeObserver(measure)
    watch.observe(document.body)
    return () => watch.disconnect()
  }, [list])
  return top
}

/** Up and down go from row to row. */
function step(event: KeyboardEvent<HTMLElement>): void {
  const row = document.activeElement?.closest('li')
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : event.key === 'ArrowUp' ? row?.previousElementSibling : null
  const button = next?.querySelector('button')
  if (!button) return
  event.preventDefault()
  button.focus()
}

export function EventList({ list, items, onOpen, onEnd }: ListProps) {
  const scrollMargin = useTop(list)
  const rows = useWindowVirtualizer<HTMLLIElement>({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan,
    scrollMargin,
    getItemKey: (index) => items[index]?.id ?? index,
  })
  const drawn = rows.getVirtualItems()
  const last = drawn.at(-1)?.index ?? 0
  const isNearEnd = items.length > ahead * 2 && last >= items.length - ahead
  useEffect(() => {
    if (isNearEnd && window.scrollY > 0) onEnd()
    // oxlint-disable-next-line react/exhaustive-deps -- asked anew for every row that comes near, whoever is asked
  }, [isNearEnd, last, items.length])
  return (
    <ol ref={list} className="events-list" aria-label={words.list} style={{ height: rows.getTotalSize() }}>
      {drawn.map(({ index, key, start }) => {
        const event = items[index]
        return (
          event && (
            <li
              key={key}
              ref={rows.measureElement}
              data-index={index}
              aria-posinset={index + 1}
              aria-setsize={items.length}
              style={{ transform: `translateY(${start - scrollMargin}px)` }}
            >
              <EventRow event={event} onOpen={onOpen} />
            </li>
          )
        )
      })}
    </ol>
  )
}

function EventRow({ event, onOpen }: { readonly event: StoredEvent; readonly onOpen: ListProps['onOpen'] }) {
  const about = [event.action, event.feature].filter((each) => each !== null)
  return (
    <button type="button" className="event-row" onClick={() => onOpen(event)} onKeyDown={step}>
      <span className="event-type">{event.type}</span>
      <span className="event-tags">
        {event.bot && <Tag>{words.bot}</Tag>}
        {event.skewed && <Tag tone="warn">{words.skewed}</Tag>}
      </span>
      <span className="event-actor">{event.actor_id}</span>
      <span className="event-about quiet">{about.join(' · ')}</span>
      <time className="event-when quiet" dateTime={event.received_at}>
        {momentOf(event.received_at)}
      </time>
    </button>
  )
}
