/** The rows of the chat as they are drawn. */
import type { ReactNode } from 'react'
import { assertNever } from '../../ui/assert-never.ts'
import { clockTime, momentOf, shortDayOf } from '../../ui/format.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { Avatar } from '../people/avatar.tsx'
import { words as safetyWords } from '../safety/words.ts'
import type { ChatRow } from './chat-rows.ts'
import { OutgoingRow } from './outgoing-row.tsx'
import { words } from './words.ts'

type RowOf<K extends ChatRow['kind']> = Extract<ChatRow, { kind: K }>

const Divider = ({ kind, children }: { readonly kind: string; readonly children: ReactNode }) => (
  <li className={`chat-divider chat-${kind}`}>
    <span>{children}</span>
  </li>
)

export function Row({ row }: { readonly row: ChatRow }) {
  switch (row.kind) {
    case 'day':
      return <Divider kind="day">{shortDayOf(row.at)}</Divider>
    case 'gap':
      return <Divider kind="gap">{words.gap}</Divider>
    case 'unread':
      return <Divider kind="unread">{words.unread}</Divider>
    case 'message':
      return <MessageRow row={row} />
    case 'outgoing':
      return <OutgoingRow outgoing={row.outgoing} />
    default:
      return assertNever(row)
  }
}

function MessageRow({ row: { message, isFirst, isOwn } }: { readonly row: RowOf<'message'> }) {
  const { nameOf, openPerson } = useModeRoom()
  const name = nameOf(message.from)
  const at = Date.parse(message.at)
  return (
    <li
      className="chat-message"
      data-own={isOwn ? '' : undefined}
      data-first={isFirst ? '' : undefined}
      data-seq={message.seq}
      tabIndex={-1}
    >
      {isFirst && (
        <p className="chat-who">
          <Avatar id={message.from} name={name} />
          <button type="button" className="chat-name" tabIndex={-1} onClick={() => openPerson(message.from)}>
            {isOwn ? words.you : name}
          </button>
          <time className="quiet" dateTime={message.at} title={momentOf(message.at)}>
            {clockTime(at)}
          </time>
        </p>
      )}
      {message.deleted ? <p className="chat-text chat-removed">{words.removed}</p> : <p className="chat-text">{message.text}</p>}
      {!isOwn && !message.deleted && (
        <button
          type="button"
          className="chat-flag"
          tabIndex={-1}
          title={safetyWords.reportMessage}
          aria-label={words.about(name)}
          onClick={() => openPerson(message.from, message.id)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M5 21V4h12l-2.5 4L17 12H5" />
          </svg>
        </button>
      )}
    </li>
  )
}
