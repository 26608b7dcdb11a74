/** The chat of the room: what was said, what is on its way, who writes, and the place to write. */
import './chat.css'
import type { KeyboardEvent } from 'react'
import { useId, useRef, useState } from 'react'
import { useNow } from '../../lib/use-now.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { chatRows, unreadCount } from './chat-rows.ts'
import { Composer } from './composer.tsx'
import { Row } from './message-rows.tsx'
import type { History } from './use-history.ts'
import { useHistory } from './use-history.ts'
import { useReading } from './use-reading.ts'
import { words } from './words.ts'
import { writers } from './writing-rules.ts'

/** Drawn at once; more when the reader wants earlier ones. */
const firstDrawn = 200

export function ChatPart() {
  const { account, link, view, user, blocked } = useModeRoom()
  const title = useId()
  const box = useRef<HTMLDivElement>(null)
  const history = useHistory(account, link, view)
  const [most, setMost] = useState(firstDrawn)
  const { chat } = view
  const reading = useReading(() => box.current, {
    first: chat.messages[0]?.seq ?? 0,
    last: chat.messages.at(-1)?.seq ?? 0,
    count: chat.messages.length + chat.outgoing.length,
  })
  const rows = chatRows({ chat, you: user.id, blocked, readUpTo: reading.readUpTo, most })
  const unread = unreadCount(chat, reading.readUpTo, user.id, blocked)
  const older = (): void => {
    setMost((before) => before + firstDrawn)
    history.older?.()
  }
  return (
    <section className="chat" aria-labelledby={title}>
      <h2 id={title}>{words.title}</h2>
      <Missing history={history} />
      <div className="chat-box">
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions -- what scrolls must be reached by keys, and its rows too */}
        <div className="chat-log" role="log" aria-labelledby={title} ref={box} tabIndex={0} onScroll={reading.onScroll} onKeyDown={step}>
          <Older history={history} more={most < chat.messages.length || history.older !== null ? older : null} />
          {rows.length === 0 && !history.isLoading && view.connection.at === 'live' && (
            <p className="quiet chat-empty">
              {words.empty} {words.begin}
            </p>
          )}
          <ol className="chat-rows">
            {rows.map((row) => (
              <Row key={row.key} row={row} />
            ))}
          </ol>
        </div>
        {!reading.isAtEnd && (
          <button type="button" className="chat-newest" onClick={reading.toEnd}>
            {unread > 0 ? words.toUnread(unread) : words.toNewest}
          </button>
        )}
      </div>
      <Typing />
      <Composer onSent={reading.toEnd} />
    </section>
  )
}

/** After a loss: what came meanwhile is being read, or could not be. */
function Missing({ history }: { readonly history: History }) {
  const { gap } = useModeRoom().view.chat
  return (
    <output className="chat-missing" data-gap={gap === null ? undefined : ''}>
      {gap !== null && (
        <>
          {words.missing}{' '}
          <button type="button" onClick={() => history.older?.()} aria-disabled={history.isLoading}>
            {history.isLoading ? words.olderLoading : words.readAgain}
          </button>
        </>
      )}
    </output>
  )
}

function Older({ history, more }: { readonly history: History; readonly more: (() => void) | null }) {
  if (more === null) return null
  return (
    <p className="chat-older">
      {history.isFailed && <span>{words.olderFailed} </span>}
      <button type="button" onClick={more} aria-disabled={history.isLoading}>
        {history.isLoading ? words.olderLoading : history.isFailed ? words.again : words.older}
      </button>
    </p>
  )
}

function Typing() {
  const { view, user, blocked, nameOf } = useModeRoom()
  const now = useNow()
  const [one, other, ...more] = writers(view, user.id, blocked, now).map(nameOf)
  const text =
    one === undefined ? '' : other === undefined ? words.oneTypes(one) : more.length === 0 ? words.twoType(one, other) : words.manyType
  return <p className="chat-typing quiet">{text}</p>
}

/** Up and down go from message to message; Enter opens what may be done about one. */
function step(event: KeyboardEvent<HTMLElement>): void {
  const box = event.currentTarget
  const row = document.activeElement?.closest<HTMLElement>('.chat-message') ?? null
  const all = [...box.querySelectorAll<HTMLElement>('.chat-message')]
  const at = row === null ? all.length : all.indexOf(row)
  const target = event.key === 'ArrowUp' ? all[at - 1] : event.key === 'ArrowDown' ? all[at + 1] : undefined
  if (target !== undefined) {
    event.preventDefault()
    target.focus()
  } else if (event.key === 'Enter' && row !== null && document.activeElement === row) {
    event.preventDefault()
    const about = row.querySelector<HTMLElement>('.chat-flag') ?? row.querySelector<HTMLElement>('.chat-name')
    about?.click()
  }
}
