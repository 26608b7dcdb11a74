/** Remembers what was told of a person's evening, so that each thing is told once: from what the queue, the call and the chat become. */
import type { RoomId } from '../../../contract/ids.ts'
import type { Ticket } from '../../../contract/match.ts'
import type { MatchEnd, VoxFact } from './vox-facts.ts'
import { entered, iceFailed, left, matchEnded, messageSent, ofTicket, sessionOf, skipped } from './vox-facts.ts'

export type VoxTeller = {
  readonly enter: () => void
  /** What the queue says now; null: the person is in none. */
  readonly ticket: (ticket: Ticket | null) => void
  /** The two see each other. */
  readonly live: () => void
  readonly iceFailed: (tries: number) => void
  readonly skip: () => void
  /** Why the match will end; without it, the other one went. */
  readonly because: (why: MatchEnd) => void
  /** Messages of the person's own that the room has, in their order. What was there when the page came was told by the page that wrote it. */
  readonly messages: (session: RoomId, own: readonly { readonly seq: number; readonly length: number }[]) => void
  readonly leave: () => void
}

type Together = { readonly session: RoomId; readonly since: number; readonly connectMs: number | null }

/** `now`: epoch ms. */
export function voxTeller(say: (fact: VoxFact) => void, now: () => number): VoxTeller {
  let ticket: Ticket | null = null
  let together: Together | null = null
  let why: MatchEnd = 'partner'
  let hasLeft = false
  let written: { readonly session: RoomId; readonly seq: number } | null = null

  const ended = (): void => {
    if (together === null) return
    const { session, since, connectMs } = together
    say(matchEnded({ session, why, lastedMs: now() - since, connectMs }))
    together = null
    why = 'partner'
  }

  return {
    enter: () => say(entered),
    ticket: (next) => {
      const session = sessionOf(next)
      if (together?.session !== session) ended()
      for (const fact of ofTicket(ticket, next)) say(fact)
      ticket = next
      if (session !== null) together ??= { session, since: now(), connectMs: null }
    },
    live: () => {
      if (together?.connectMs === null) together = { ...together, connectMs: now() - together.since }
    },
    iceFailed: (tries) => {
      if (together === null || why === 'ice_failure') return
      say(iceFailed(together.session, tries))
      why = 'ice_failure'
    },
    skip: () => {
      why = 'skipped'
      say(skipped(sessionOf(ticket)))
    },
    because: (reason) => void (why = reason),
    messages: (session, own) => {
      const last = own.at(-1)?.seq ?? 0
      const since = written?.session === session ? written.seq : last
      for (const { seq, length } of own) if (seq > since) say(messageSent(session, length))
      written = { session, seq: Math.max(since, last) }
    },
    leave: () => {
      if (hasLeft) return
      hasLeft = true
      if (together !== null && why === 'partner') why = 'left'
      ended()
      for (const fact of ofTicket(ticket, null)) say(fact)
      ticket = null
      say(left)
    },
  }
}
