/**
 * Matching: a ticket is one person's wish for company in a queue, from `join` until the person leaves. Over HTTP, and as frames of the
 * socket `WS /v1/match`. Times are RFC 3339 UTC with milliseconds.
 */
import * as z from 'zod'
import { errorCode } from './errors.ts'
import { roomId, ticketId, userId } from './ids.ts'
import { modeId } from './manifest.ts'

/**
 * `waiting` for somebody; `matched` with somebody, and both have to confirm; `confirmed` by both: the session is open; `cooldown` after a
 * skip, then `waiting` again by itself; `left` for good.
 */
export const ticketState = z.enum(['waiting', 'matched', 'confirmed', 'cooldown', 'left'])
export type TicketState = z.infer<typeof ticketState>

export const ticket = z.object({
  id: ticketId,
  version: z
    .int()
    .nonnegative()
    .describe('Rises with every change of the ticket: of two answers or frames about it the higher one is later.'),
  /** The mode that one is matched in. */
  queue: modeId,
  state: ticketState,
  /** From `matched` on: the session of the two. Its room opens when both have confirmed. */
  session_id: roomId.optional(),
  partner_id: userId.optional(),
  /** While `matched`: until when both have to confirm, and whether this side has. */
  confirm_by: z.string().optional(),
  has_confirmed: z.boolean().optional(),
  cooldown_until: z.string().optional(),
  /** ms of waiting for the last or next match. */
  waited_ms: z.int().nonnegative(),
  /** While `waiting`: how long people of this queue waited lately (ms); not there while nobody was matched. */
  estimate_ms: z.int().nonnegative().optional(),
})
export type Ticket = z.infer<typeof ticket>

/** `pt-BR` and `pt` understand each other: what counts is the language (RFC 5646 primary subtag). */
const language = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/, { error: 'is not a language tag such as pt-BR' })
  .transform((tag) => (tag.split('-')[0] ?? tag).toLowerCase())

const interest = z
  .string()
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.string().min(1).max(32))

const distinct = (items: readonly string[]): string[] => [...new Set(items)]

export const matchPreferences = z.strictObject({
  languages: z.array(language).max(5).transform(distinct).default([]),
  interests: z.array(interest).max(10).transform(distinct).default([]),
  region: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,32}$/)
    .optional()
    .meta({ description: 'A continent: af, as, eu, na, oc, sa. Another one, or none, is where the request comes from.' }),
})
export type MatchPreferences = z.infer<typeof matchPreferences>

export const matchJoinInput = z.strictObject({
  queue: modeId,
  preferences: matchPreferences.prefault({}).meta({
    description: 'Wishes: somebody who shares one of each comes first, and with waiting time anybody does.',
  }),
})
export type MatchJoinInput = z.infer<typeof matchJoinInput>

/** What a client says on `WS /v1/match`; the raw text `ping` is answered `pong` and is not a frame. */
export const matchClientFrame = z.discriminatedUnion('t', [z.strictObject({ t: z.literal('confirm') })])
export type MatchClientFrame = z.infer<typeof matchClientFrame>

/** The ticket, first and at every change. */
export const matchTicketFrame = ticket.extend({ t: z.literal('ticket') })

export const matchServerFrame = z.discriminatedUnion('t', [
  matchTicketFrame,
  z.object({ t: z.literal('error'), code: errorCode, detail: z.string() }),
])
export type MatchServerFrame = z.infer<typeof matchServerFrame>
