/** A queue as Workers and other objects see it. Only ours reach it: what they say of a caller is believed. */
import * as z from 'zod'
import { sessionId, ticketId, userId } from '../../contract/ids.ts'
import type { SessionId } from '../../contract/ids.ts'
import { appSettings } from '../../contract/keys.ts'
import { modeManifest } from '../../contract/manifest.ts'
import { appPolicies } from '../../contract/policy.ts'
import { region } from '../../domain/matching/regions.ts'
import type { MatchAnswer, MatchInput, MatchQueueSaying } from './match-protocol.ts'

/** What sessions of this queue are made with, as the door knows it; the newest counts. */
export const queueSetup = z.object({ app: appSettings, mode: modeManifest, policies: appPolicies })
export type QueueSetup = Readonly<z.infer<typeof queueSetup>>

/** `sign_in_ended`: its sockets close. */
export type QueueHeard = MatchQueueSaying | { readonly type: 'sign_in_ended'; readonly signIn: SessionId }

export type MatchAct = Extract<MatchInput, { type: 'join' | 'confirm' | 'skip' | 'leave' | 'seen' }>

export interface MatchQueueRpc {
  /** `setup` null: nothing new. */
  act(setup: QueueSetup | null, input: MatchAct): Promise<MatchAnswer>
  /** `setup`: from another queue of the mode. */
  hear(say: QueueHeard, setup?: QueueSetup): Promise<void>
}

/** How a door hands the upgrade of `WS /v1/match` over, as the JSON of one header. */
export const matchOpener = z.object({ ticket: ticketId, user: userId, signIn: sessionId })
export type MatchOpener = Readonly<z.infer<typeof matchOpener>>
export const matchOpenerHeader = 'x-prost-match'

/** Why there is no socket, for the door to say or to follow. */
export const matchBarred = z.discriminatedUnion('why', [
  z.object({ why: z.literal('not_there') }),
  z.object({ why: z.literal('elsewhere'), region }),
])

export type MatchQueueObjects = { getByName(name: string): MatchQueueRpc & Pick<Fetcher, 'fetch'> }
