/** What the chat shows, row by row: messages with whom and when, days, where something may be missing, where the unread begins. Pure. */
import type { UserId } from '../../../contract/ids.ts'
import type { ChatLog, Message, Outgoing } from '../../lib/room/chat-log.ts'

export type ChatRow =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'gap'; readonly key: string }
  | { readonly kind: 'unread'; readonly key: string }
  /** `isFirst`: the name and the time stand above it. */
  | { readonly kind: 'message'; readonly key: string; readonly message: Message; readonly isFirst: boolean; readonly isOwn: boolean }
  | { readonly kind: 'outgoing'; readonly key: string; readonly outgoing: Outgoing }

/** Messages of one person this close together stand under one name. */
const togetherMs = 300_000

export type RowsInput = {
  readonly chat: ChatLog
  readonly you: UserId
  readonly blocked: ReadonlySet<UserId>
  /** The last message that was read before others came; null: nothing is unread. */
  readonly readUpTo: number | null
  /** How many messages at most: the latest. */
  readonly most: number
}

const dayOf = (at: string): string => new Date(at).toDateString()

export function chatRows({ chat, you, blocked, readUpTo, most }: RowsInput): readonly ChatRow[] {
  const shown = chat.messages.filter(({ from }) => !blocked.has(from)).slice(-most)
  const rows: ChatRow[] = []
  let before: Message | null = null
  for (const message of shown) {
    const isNewDay = before === null || dayOf(before.at) !== dayOf(message.at)
    const isGap = chat.gap !== null && message.seq > chat.gap.after && (before === null || before.seq <= chat.gap.after)
    const isUnread = readUpTo !== null && message.seq > readUpTo && (before === null || before.seq <= readUpTo)
    if (isNewDay) rows.push({ kind: 'day', key: `day ${message.seq}`, at: Date.parse(message.at) })
    if (isGap) rows.push({ kind: 'gap', key: 'gap' })
    if (isUnread) rows.push({ kind: 'unread', key: 'unread' })
    const follows = before?.from === message.from && Date.parse(message.at) - Date.parse(before.at) < togetherMs
    const isFirst = !follows || isNewDay || isGap || isUnread
    rows.push({ kind: 'message', key: message.id, message, isFirst, isOwn: message.from === you })
    before = message
  }
  return [...rows, ...chat.outgoing.map((outgoing): ChatRow => ({ kind: 'outgoing', key: outgoing.clientId, outgoing }))]
}

/** Of others, after what was read. */
export const unreadCount = (chat: ChatLog, readUpTo: number | null, you: UserId, blocked: ReadonlySet<UserId>): number =>
  readUpTo === null ? 0 : chat.messages.filter(({ seq, from }) => seq > readUpTo && from !== you && !blocked.has(from)).length
