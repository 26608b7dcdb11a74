/**
 * What the two people of a call say to each other over the room's `signal` frames (`data`), to negotiate media between their browsers. The room
 * relays it unread; who said it is the frame's to tell, never the signal's. A signal may come late, twice, out of order or not at all.
 */
import * as z from 'zod'
import { connectionId } from './ids.ts'

/** Longest session description, in UTF-16 units: with what JSON and the frame add it stays under `socketFrameBytes`. */
export const descriptionLength = 14_000

/**
 * Names one connection of one page. `page` is the first `connection_id` the page had in the room: made by the server, so that of two pages of one
 * person the one with the greater name came later, and the call is there. `n` rises whenever the page begins anew: the others are void.
 */
export const callName = z.strictObject({ page: connectionId, n: z.int().min(0).max(1_000_000) })
export type CallName = z.infer<typeof callName>

/** What is meant to be seen and heard of the sender. `turn` rises with every change: the highest one holds. */
export const callSends = z.strictObject({ audio: z.boolean(), video: z.boolean(), turn: z.int().min(0) })
export type CallSends = z.infer<typeof callSends>

/** As `RTCIceCandidate.toJSON()` writes it (W3C WebRTC §4.8.1). */
export const callCandidate = z.strictObject({
  candidate: z.string().min(1).max(1_024),
  sdpMid: z.string().max(64).nullable(),
  sdpMLineIndex: z.int().min(0).max(64).nullable(),
  usernameFragment: z.string().max(256).nullable(),
})
export type CallCandidate = z.infer<typeof callCandidate>

const sdp = z.string().min(1).max(descriptionLength)
const from = { about: z.literal('call'), call: callName }
/** `to`: the name that is meant. For any other it is void. */
const between = { ...from, to: callName }
const number = z.int().min(1).max(1_000_000)

export const callSignal = z.discriminatedUnion('kind', [
  /**
   * Here I am, and this is how things are. `hears`: the name the sender has of the other, and `knows` the `turn` of what the other sends; null
   * for none. `asks`: the sender does not know that it is known so; a hello is wanted back.
   */
  z.strictObject({
    kind: z.literal('hello'),
    ...from,
    hears: callName.nullable(),
    knows: z.int().min(0).nullable(),
    asks: z.boolean(),
    sends: callSends,
  }),
  /** `id` counts the sender's offers. `after`: the last offer of the other that was answered; 0 for none. */
  z.strictObject({ kind: z.literal('offer'), ...between, id: number, after: number.or(z.literal(0)), sdp }),
  /** `of`: the offer that is answered. `made`: how many offers the sender had made by then; all of them are void. */
  z.strictObject({ kind: z.literal('answer'), ...between, of: number, made: number.or(z.literal(0)), sdp }),
  z.strictObject({ kind: z.literal('candidate'), ...between, candidate: callCandidate }),
  /** `elsewhere`: the call goes on in another page of the one who is told. */
  z.strictObject({ kind: z.literal('bye'), ...between, reason: z.enum(['hung_up', 'elsewhere']) }),
])
export type CallSignal = z.infer<typeof callSignal>
