/** Whether the reader may write now, and what is said of a message that did not go through. Pure. */
import type { UserId } from '../../../contract/ids.ts'
import type { Outgoing } from '../../lib/room/chat-log.ts'
import type { RoomView } from '../../lib/room/room-view.ts'
import { failures, words } from './words.ts'

export type MayWrite =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: 'muted'; readonly until: string | null }
  | { readonly ok: false; readonly why: 'slow'; readonly seconds: number }

/** `now` in epoch ms. */
export function mayWrite({ muted, slowModeS, chat }: RoomView, you: UserId, now: number): MayWrite {
  const until = muted.get(you)
  if (until !== undefined && (until === null || Date.parse(until) > now)) return { ok: false, why: 'muted', until }
  if (slowModeS === 0) return { ok: true }
  const last = chat.messages.findLast(({ from }) => from === you)
  const waitMs = last === undefined ? 0 : Date.parse(last.at) + slowModeS * 1_000 - now
  return waitMs <= 0 ? { ok: true } : { ok: false, why: 'slow', seconds: Math.ceil(waitMs / 1_000) }
}

type Failed = Extract<Outgoing['state'], { at: 'failed' }>

const known = (code: string): code is keyof typeof failures => Object.hasOwn(failures, code)

/** Why it failed, and when it makes sense to try again. */
export function failureOf({ code, retryAt }: Failed, now: number): string {
  const seconds = Math.ceil((retryAt - now) / 1_000)
  if (code === null) return words.noAnswer
  const why = known(code) ? failures[code] : words.refused
  return seconds > 0 ? `${why} ${words.againIn(seconds)}` : why
}

/** Who wrote something within the last moments. */
const typingMs = 8_000

export const writers = (view: RoomView, you: UserId, blocked: ReadonlySet<UserId>, now: number): readonly UserId[] =>
  [...view.typing].filter(([user, at]) => user !== you && !blocked.has(user) && now - at < typingMs).map(([user]) => user)
