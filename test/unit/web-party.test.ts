/** [B3] The parts of a party's page that think: the frames they read, the rows of the chat, who may write, who stands where, what is said of the connection. */
import { describe, expect, it } from 'vitest'
import type { ConnectionId, ConsentId, MessageId, RoomId, UserId } from '../../contract/ids.ts'
import { serverFrame } from '../../contract/socket.ts'
import type { ServerFrame } from '../../contract/socket.ts'
import type { Message } from '../../web/lib/room/chat-log.ts'
import { emptyLog, withGap, withMessage, withOutgoing } from '../../web/lib/room/chat-log.ts'
import { readFrames } from '../../web/lib/room/room-frames.ts'
import type { RoomView } from '../../web/lib/room/room-view.ts'
import { unknownRoom } from '../../web/lib/room/room-view.ts'
import { chatRows, unreadCount } from '../../web/features/chat/chat-rows.ts'
import { failureOf, mayWrite, writers } from '../../web/features/chat/writing-rules.ts'
import { sayingOf } from '../../web/features/modes/connection-view.ts'
import { onStage } from '../../web/features/party/on-stage.ts'
import { colourOf, initialsOf } from '../../web/features/people/avatar-look.ts'
import { memberAt, railCount, windowFor } from '../../web/features/presence-rail/rail-rows.ts'

const id = (n: number): string => `01939b7e-0000-7000-8000-${String(n).padStart(12, '0')}`
const user = (n: number): UserId => id(n) as UserId
const [you, ann, ben] = [user(1), user(2), user(3)]
const noon = Date.parse('2026-11-21T12:00:00.000Z')
const atMs = (ms: number): string => new Date(noon + ms).toISOString()
const member = (n: number) => ({ user_id: user(n), display_name: `Person ${n}`, status: 'available', since: atMs(0) }) as const

const notice = {
  id: id(50) as RoomId,
  mode: 'party',
  audience: 'public',
  state: 'active',
  owner: you,
  parent_session_id: null,
  child_session_id: null,
  consent_id: null,
  end_reason: null,
} as const
const consent = {
  id: id(60) as ConsentId,
  from: you,
  to: ann,
  purpose: 'private_call',
  state: 'granted',
  requested_at: atMs(0),
  decided_at: atMs(1),
  expires_at: atMs(2),
  revoked_by: null,
  session_id: null,
} as const
const numbers = { epoch: 5, seq: 9 }
const place = { epoch: 5, you: { user_id: you, connection_id: id(70) as ConnectionId }, resume_token: 'token', heartbeat_s: 15 }
const message_id = id(80) as MessageId

/** One of each kind, as the contract has them: a new kind fails to compile here. */
const samples: { readonly [T in ServerFrame['t']]: Extract<ServerFrame, { t: T }> } = {
  'chat.message': { t: 'chat.message', ...numbers, id: message_id, from: ann, text: 'hi', at: atMs(0), client_id: 'c' },
  'presence.join': { t: 'presence.join', ...numbers, ...member(2) },
  'presence.update': { t: 'presence.update', ...numbers, user_id: ann, status: 'busy' },
  'presence.leave': { t: 'presence.leave', ...numbers, user_id: ann },
  'presence.count': { t: 'presence.count', ...numbers, count: 300 },
  'presence.all': { t: 'presence.all', ...numbers, members: [member(2)] },
  'session.state': { t: 'session.state', ...numbers, session: { ...notice, state: 'ended', end_reason: 'requested' } },
  'moderation.mute': { t: 'moderation.mute', ...numbers, user_id: ann, until: null },
  'moderation.unmute': { t: 'moderation.unmute', ...numbers, user_id: ann },
  'moderation.remove': { t: 'moderation.remove', ...numbers, user_id: ann },
  'moderation.delete': { t: 'moderation.delete', ...numbers, message_id, message_seq: 3 },
  'moderation.slow_mode': { t: 'moderation.slow_mode', ...numbers, slow_mode_s: 10 },
  welcome: {
    t: 'welcome',
    ...place,
    seq: 0,
    session: notice,
    thread_id: notice.id,
    members: [member(1)],
    member_count: 1,
    counting: false,
    slow_mode_s: 0,
    gap: true,
  },
  resumed: { t: 'resumed', ...place, from: 3, to: 9 },
  'chat.ack': { t: 'chat.ack', client_id: 'c', id: message_id, seq: 9, at: atMs(0) },
  typing: { t: 'typing', user_id: ann, on: true },
  signal: { t: 'signal', from: ann, from_connection: id(70) as ConnectionId, data: { sdp: [1, null] } },
  'presence.part': { t: 'presence.part', from: 0, count: 20, member_count: 300, members: [member(2)] },
  'session.moved': { t: 'session.moved', session: notice },
  'consent.requested': { t: 'consent.requested', consent },
  'consent.granted': { t: 'consent.granted', consent },
  'consent.denied': { t: 'consent.denied', consent },
  'consent.expired': { t: 'consent.expired', consent },
  'consent.revoked': { t: 'consent.revoked', consent },
  'moderation.warn': { t: 'moderation.warn', reason: 'spam', action_id: id(90), note: null } as Extract<
    ServerFrame,
    { t: 'moderation.warn' }
  >,
  restart: { t: 'restart', retry_after_ms: 300 },
  error: { t: 'error', code: 'rate_limited', detail: 'Slowly.', about: 'chat.send', client_id: 'c', retry_after_ms: 5 },
}

describe('[§4] frames', () => {
  it.each(Object.values(samples).map((frame) => [frame.t, frame] as const))('%s is read as the contract has it', (_, frame) => {
    const parsed = serverFrame.parse(JSON.parse(JSON.stringify(frame)))
    expect(readFrames(JSON.stringify(frame))).toEqual([parsed])
    expect(readFrames(JSON.stringify([frame, frame]))).toHaveLength(2)
  })

  it.each(['pong', '', '{', '7', 'null', '[]', '{"t":"toString"}', '{"t":"presence.join","user_id":7}', '[{"t":"chat.ack"}]'])(
    '%j is none',
    (text) => {
      expect(readFrames(text)).toEqual([])
    },
  )
})

const message = (seq: number, from: UserId, ms = seq * 1_000, more: Partial<Message> = {}): Message => ({
  id: id(1_000 + seq) as MessageId,
  from,
  text: `text ${seq}`,
  seq,
  at: atMs(ms),
  deleted: false,
  ...more,
})
const logOf = (...messages: readonly Message[]) => messages.reduce(withMessage, emptyLog(0))
const view = (more: Partial<RoomView> = {}): RoomView => ({ ...unknownRoom, ...more })
const rowsOf = (chat: RoomView['chat'], more: { blocked?: ReadonlySet<UserId>; readUpTo?: number | null; most?: number } = {}) =>
  chatRows({ chat, you, blocked: more.blocked ?? new Set(), readUpTo: more.readUpTo ?? null, most: more.most ?? 100 }).map((row) =>
    row.kind === 'message' ? `${row.message.seq}${row.isFirst ? '*' : ''}${row.isOwn ? '!' : ''}` : row.kind,
  )

describe('the rows of the chat', () => {
  it('stand under one name while one person goes on', () => {
    const chat = logOf(message(1, ann), message(2, ann), message(3, you), message(4, ann), message(5, ann, 400_000))
    expect(rowsOf(chat)).toEqual(['day', '1*', '2', '3*!', '4*', '5*'])
  })

  it('begin each day', () => {
    expect(rowsOf(logOf(message(1, ann), message(2, ann, 86_400_000)))).toEqual(['day', '1*', 'day', '2*'])
  })

  it('say where something may be missing, and where the unread begins', () => {
    const chat = withMessage(withGap(logOf(message(1, ann), message(2, ann)), 2, 7), message(8, ann))
    expect(rowsOf(chat, { readUpTo: 1 })).toEqual(['day', '1*', 'unread', '2*', 'gap', '8*'])
  })

  it('[B8] show nothing of whom one blocked, and count nothing of theirs', () => {
    const chat = logOf(message(1, ann), message(2, ben), message(3, you))
    expect(rowsOf(chat, { blocked: new Set([ann]) })).toEqual(['day', '2*', '3*!'])
    expect(unreadCount(chat, 0, you, new Set([ann]))).toBe(1)
    expect([unreadCount(chat, 0, you, new Set()), unreadCount(chat, null, you, new Set())]).toEqual([2, 0])
  })

  it('end with what is on its way, and are the latest of many', () => {
    const chat = withOutgoing(logOf(message(1, ann), message(2, ann), message(3, ann)), 'c', 'mine', noon)
    expect(rowsOf(chat, { most: 2 })).toEqual(['day', '2*', '3', 'outgoing'])
  })
})

describe('who may write', () => {
  it('everyone, unless muted or too soon in slow mode', () => {
    const slow = view({ slowModeS: 10, chat: logOf(message(1, you, 0)) })
    expect(mayWrite(view(), you, noon)).toEqual({ ok: true })
    expect(mayWrite(slow, you, noon + 4_000)).toEqual({ ok: false, why: 'slow', seconds: 6 })
    expect([mayWrite(slow, you, noon + 10_000).ok, mayWrite(slow, ann, noon).ok]).toEqual([true, true])
    expect(mayWrite(view({ muted: new Map([[you, null]]) }), you, noon)).toEqual({ ok: false, why: 'muted', until: null })
    expect(mayWrite(view({ muted: new Map([[you, atMs(0)]]) }), you, noon + 1).ok).toBe(true)
  })

  it('what failed says why, and when it makes sense to try again', () => {
    const failed = (code: Parameters<typeof failureOf>[0]['code'], retryAt = noon) => failureOf({ at: 'failed', code, retryAt }, noon)
    expect(failed('rate_limited', noon + 2_100)).toBe('That was too fast. Again in 3 s.')
    expect([failed(null), failed('not_a_member')]).toEqual(['No answer came.', 'It was not taken.'])
  })

  it('who fell silent does not write any more, nor does who is blocked', () => {
    const typing = new Map([
      [you, noon],
      [ann, noon],
      [ben, noon - 8_000],
    ])
    expect(writers(view({ typing }), you, new Set(), noon)).toEqual([ann])
    expect(writers(view({ typing }), you, new Set([ann]), noon)).toEqual([])
  })
})

describe('people', () => {
  it('on the stage are those who spoke last, then who came first; who left or is blocked is not', () => {
    const members = [member(1), member(2), member(3)]
    const chat = logOf(message(1, ben), message(2, user(9)), message(3, you))
    expect(onStage({ chat, members }, new Set())).toEqual([you, ben, ann])
    expect(onStage({ chat, members }, new Set([ben]))).toEqual([you, ann])
  })

  it('[B4] in a large room the rail asks for what is seen, and shows what came', () => {
    const known = view({ counting: true, memberCount: 900, members: [member(1)], part: { from: 40, members: [member(41), member(42)] } })
    expect([railCount(known), memberAt(known, 41)?.display_name, memberAt(known, 0)?.display_name, memberAt(known, 500)]).toEqual([
      900,
      'Person 42',
      'Person 1',
      null,
    ])
    expect([windowFor(40, 60), windowFor(0, 0), windowFor(10, 500)]).toEqual([
      { from: 35, count: 31 },
      { from: 0, count: 11 },
      { from: 5, count: 50 },
    ])
    expect(railCount(view({ members: [member(1), member(2)], memberCount: 2 }))).toBe(2)
  })

  it('have their letters and their colour, the same every time', () => {
    expect(['ana', 'Ana Maria Braga', ' ', '🎈 party', 'x.y'].map(initialsOf)).toEqual(['A', 'AB', '', '🎈P', 'XY'])
    expect(colourOf(id(1))).toBe(colourOf(id(1)))
    expect(new Set(Array.from({ length: 64 }, (_, n) => colourOf(id(n)))).size).toBe(8)
  })
})

describe('[F4] what is said of the connection', () => {
  it('is a countdown while one waits, and nothing while it is live', () => {
    expect(sayingOf({ at: 'live' }, noon)).toBeNull()
    expect(sayingOf({ at: 'away', why: 'lost', retryAt: noon + 2_400 }, noon)).toEqual({
      text: 'Connection lost. Reconnecting in 3 s',
      canHurry: true,
    })
    expect(sayingOf({ at: 'away', why: 'offline', retryAt: null }, noon)?.canHurry).toBe(false)
    expect(sayingOf({ at: 'away', why: 'restart', retryAt: noon + 1_000 }, noon)?.text).toBe('The platform restarts. You are back in 1 s')
    expect(sayingOf({ at: 'connecting', again: true }, noon)?.text).toBe('Reconnecting…')
  })
})
