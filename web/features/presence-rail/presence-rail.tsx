/** Who is here, as long as the room says. Only the rows near the window are drawn, and in a large room only those are asked for. */
import './presence-rail.css'
import type { RefObject } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { PresenceStatus } from '../../../contract/presence.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { Avatar } from '../people/avatar.tsx'
import { statusWords } from '../people/words.ts'
import { memberAt, railCount, windowFor } from './rail-rows.ts'
import { words } from './words.ts'

const rowHeight = 44
/** The least; px. */
const laneWidth = 160

export function PresenceRail() {
  const { view } = useModeRoom()
  const title = useId()
  const box = useRef<HTMLDivElement>(null)
  const count = railCount(view)
  const lanes = useLanes(box)
  // oxlint-disable-next-line react/incompatible-library -- nothing here is kept from one drawing to the next
  const rows = useVirtualizer({ count, getScrollElement: () => box.current, estimateSize: () => rowHeight, overscan: 6, lanes })
  const drawn = rows.getVirtualItems()
  useShown(drawn[0]?.index ?? 0, drawn.at(-1)?.index ?? 0)
  return (
    <section className="rail" aria-labelledby={title}>
      <h2 id={title}>{words.title}</h2>
      <StatusChoice />
      <div className="rail-box" ref={box}>
        <ul style={{ height: rows.getTotalSize() }}>
          {drawn.map(({ index, start, lane }) => (
            <li
              key={index}
              style={{ top: start, left: `${(lane * 100) / lanes}%`, width: `${100 / lanes}%` }}
              aria-setsize={count}
              aria-posinset={index + 1}
            >
              <Person index={index} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}

/** How many stand beside each other, by how wide the list is. */
function useLanes(box: RefObject<HTMLElement | null>): number {
  const [lanes, setLanes] = useState(1)
  useEffect(() => {
    const element = box.current
    if (element === null) return undefined
    const watch = new ResizeObserver(() => setLanes(Math.max(1, Math.floor(element.clientWidth / laneWidth))))
    watch.observe(element)
    return () => watch.disconnect()
  }, [box])
  return lanes
}

function Person({ index }: { readonly index: number }) {
  const { view, user, openPerson, blocked } = useModeRoom()
  const member = memberAt(view, index)
  if (member === null) return <span className="rail-person quiet">…</span>
  const { user_id, display_name, status } = member
  return (
    <button type="button" className="rail-person" onClick={() => openPerson(user_id)} data-blocked={blocked.has(user_id) ? '' : undefined}>
      <Avatar id={user_id} name={display_name} status={status} />
      <span className="rail-name">{display_name}</span>
      <span className="quiet rail-note">
        {user_id === user.id ? words.you : blocked.has(user_id) ? words.blocked : status === 'available' ? '' : statusWords[status]}
      </span>
    </button>
  )
}

/** Tells the room which part of a large list is seen; after a loss it is told again. */
function useShown(first: number, last: number): void {
  const { link, view } = useModeRoom()
  const isLive = view.connection.at === 'live'
  const { counting } = view
  useEffect(() => {
    if (link === null || !isLive || !counting) return undefined
    const timer = setTimeout(() => link.send({ t: 'presence.show', part: windowFor(first, last) }), 150)
    return () => clearTimeout(timer)
  }, [link, isLive, counting, first, last])
}

const statuses = ['available', 'busy', 'away'] as const satisfies readonly PresenceStatus[]

/** What one says of oneself. */
function StatusChoice() {
  const { link, view, user } = useModeRoom()
  const id = useId()
  const own = view.members.find(({ user_id }) => user_id === user.id)
  if (own === undefined) return null
  const chosen = (value: string): void => {
    const status = statuses.find((each) => each === value)
    if (status !== undefined) link?.send({ t: 'presence.set', status })
  }
  return (
    <div className="rail-status">
      <label htmlFor={id}>{words.status}</label>
      <select id={id} value={own.status} onChange={({ target }) => chosen(target.value)}>
        {statuses.map((status) => (
          <option key={status} value={status}>
            {statusWords[status]}
          </option>
        ))}
      </select>
    </div>
  )
}
