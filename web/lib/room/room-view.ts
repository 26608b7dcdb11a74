/** A room as a page sees it, and how what the room tells changes it. Pure. Numbers and the connection are `link-machine.ts`'s. */
import type { ErrorCode } from '../../../contract/errors.ts'
import type { ConnectionId, RoomId, UserId } from '../../../contract/ids.ts'
import type { Member } from '../../../contract/presence.ts'
import type { EndReason, SessionNotice } from '../../../contract/session.ts'
import type { DirectFrame, WelcomeFrame } from '../../../contract/socket.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { ChatLog } from './chat-log.ts'
import { acked, emptyLog, moveOutgoing, wiped, withGap, withMessage, withoutOutgoing } from './chat-log.ts'
import type { HeardFrame } from './room-frames.ts'

export type RoomConnection =
  /** `again`: there was one before. */
  | { readonly at: 'connecting'; readonly again: boolean }
  | { readonly at: 'live' }
  /** `retryAt` in epoch ms; null: when the network is back. `restart`: the platform asked for it. */
  | { readonly at: 'away'; readonly why: 'lost' | 'restart' | 'busy' | 'offline'; readonly retryAt: number | null }
  | { readonly at: 'ended'; readonly why: EndReason | null; readonly next: RoomId | null }
  /** By this page. */
  | { readonly at: 'left' }
  /** Not to be tried again by itself. */
  | { readonly at: 'refused'; readonly code: ErrorCode | 'signed_out' }

type Warning = Omit<Extract<DirectFrame, { t: 'moderation.warn' }>, 't'>

export type RoomView = {
  readonly connection: RoomConnection
  /** Null until the first welcome, and in a thread of two. */
  readonly session: SessionNotice | null
  readonly threadId: RoomId | null
  readonly you: { readonly user_id: UserId; readonly connection_id: ConnectionId } | null
  /** Everyone, in the order they came; while `counting` only those who came first. */
  readonly members: readonly Member[]
  readonly memberCount: number
  readonly counting: boolean
  /** While `counting`: the part of the members that was asked for by `presence.show`. */
  readonly part: { readonly from: number; readonly members: readonly Member[] } | null
  /** Everyone whose name came by, also who left. */
  readonly names: ReadonlyMap<UserId, string>
  /** Who writes, and when that was last said (epoch ms): who fell silent did not say so. */
  readonly typing: ReadonlyMap<UserId, number>
  readonly slowModeS: number
  /** Until when (RFC 3339); null: until a moderator says otherwise. */
  readonly muted: ReadonlyMap<UserId, string | null>
  readonly chat: ChatLog
  /** What a moderator told the reader last. */
  readonly warning: Warning | null
  /** Where the two of a private session are sent. */
  readonly movedTo: SessionNotice | null
}

export const unknownRoom: RoomView = {
  connection: { at: 'connecting', again: false },
  session: null,
  threadId: null,
  you: null,
  members: [],
  memberCount: 0,
  counting: false,
  part: null,
  names: new Map(),
  typing: new Map(),
  slowModeS: 0,
  muted: new Map(),
  chat: emptyLog(0),
  warning: null,
  movedTo: null,
}

const withNames = (names: ReadonlyMap<UserId, string>, members: readonly Member[]): ReadonlyMap<UserId, string> =>
  members.every(({ user_id, display_name }) => names.get(user_id) === display_name)
    ? names
    : new Map([...names, ...members.map(({ user_id, display_name }) => [user_id, display_name] as const)])

const without = <V>(map: ReadonlyMap<UserId, V>, user: UserId): ReadonlyMap<UserId, V> =>
  map.has(user) ? new Map([...map].filter(([each]) => each !== user)) : map

/** `heard`: the last number before this welcome; null when it is the first. */
export function welcomed(view: RoomView, frame: WelcomeFrame, heard: number | null): RoomView {
  return {
    ...view,
    session: frame.session,
    threadId: frame.thread_id,
    you: frame.you,
    members: frame.members,
    memberCount: frame.member_count,
    counting: frame.counting,
    part: null,
    names: withNames(view.names, frame.members),
    typing: new Map(),
    slowModeS: frame.slow_mode_s,
    chat: heard === null ? { ...emptyLog(frame.seq), outgoing: view.chat.outgoing } : withGap(view.chat, heard, frame.seq),
  }
}

const joined = (view: RoomView, member: Member): RoomView => {
  const members = [...view.members.filter(({ user_id }) => user_id !== member.user_id), member]
  return { ...view, members, memberCount: members.length, names: withNames(view.names, [member]) }
}

const gone = (view: RoomView, user: UserId): RoomView => {
  const members = view.members.filter(({ user_id }) => user_id !== user)
  return { ...view, members, memberCount: view.counting ? view.memberCount : members.length, typing: without(view.typing, user) }
}

/** `now` in epoch ms. */
export function told(view: RoomView, frame: Exclude<HeardFrame, { t: 'welcome' | 'resumed' }>, now: number): RoomView {
  switch (frame.t) {
    case 'chat.message': {
      const { id, from, text, seq, at } = frame
      const isOwn = from === view.you?.user_id
      const chat = isOwn ? withoutOutgoing(view.chat, frame.client_id) : view.chat
      return { ...view, typing: without(view.typing, from), chat: withMessage(chat, { id, from, text, seq, at, deleted: false }) }
    }
    case 'chat.ack':
      return view.you === null ? view : { ...view, chat: acked(view.chat, frame, view.you.user_id) }
    case 'presence.join': {
      const { user_id, display_name, status, since } = frame
      return joined(view, { user_id, display_name, status, since })
    }
    case 'presence.update': {
      const { user_id, status } = frame
      return { ...view, members: view.members.map((member) => (member.user_id === user_id ? { ...member, status } : member)) }
    }
    case 'presence.leave':
      return gone(view, frame.user_id)
    case 'presence.count':
      return { ...view, counting: true, memberCount: frame.count }
    case 'presence.all':
      return {
        ...view,
        counting: false,
        part: null,
        members: frame.members,
        memberCount: frame.members.length,
        names: withNames(view.names, frame.members),
      }
    case 'presence.part': {
      const { from, members, member_count } = frame
      return { ...view, part: { from, members }, memberCount: member_count, names: withNames(view.names, members) }
    }
    case 'session.state':
      return { ...view, session: frame.session }
    case 'session.moved':
      return { ...view, movedTo: frame.session }
    case 'typing':
      return { ...view, typing: frame.on ? new Map([...view.typing, [frame.user_id, now]]) : without(view.typing, frame.user_id) }
    case 'moderation.mute':
      return { ...view, muted: new Map([...view.muted, [frame.user_id, frame.until]]) }
    case 'moderation.unmute':
      return { ...view, muted: without(view.muted, frame.user_id) }
    case 'moderation.remove':
      return gone(view, frame.user_id)
    case 'moderation.delete':
      return { ...view, chat: wiped(view.chat, frame.message_seq) }
    case 'moderation.slow_mode':
      return { ...view, slowModeS: frame.slow_mode_s }
    case 'moderation.warn':
      return { ...view, warning: frame }
    case 'error':
      return frame.client_id === undefined ? view : { ...view, chat: refusedMessage(view.chat, frame.client_id, frame, now) }
    case 'signal':
    case 'consent.requested':
    case 'consent.granted':
    case 'consent.denied':
    case 'consent.expired':
    case 'consent.revoked':
    case 'restart':
    case 'unknown':
      return view
    default:
      return assertNever(frame)
  }
}

const refusedMessage = (
  chat: ChatLog,
  clientId: string,
  { code, retry_after_ms }: { readonly code: ErrorCode; readonly retry_after_ms?: number | undefined },
  now: number,
): ChatLog => moveOutgoing(chat, clientId, { at: 'failed', code, retryAt: now + (retry_after_ms ?? 0) })
