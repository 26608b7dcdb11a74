/** A queue as Workers and other objects see it. Only ours reach it: what they say of a caller is believed. */
import type { SessionId, TicketId, UserId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import type { AppPolicies } from '../../contract/policy.ts'
import type { MatchAnswer, MatchInput, MatchQueueSaying } from './match-protocol.ts'

/** What sessions of this queue are made with, as the door knows it; the newest counts. */
export type QueueSetup = { readonly app: AppSettings; readonly mode: ModeManifest; readonly policies: AppPolicies }

export type MatchAct = Extract<MatchInput, { type: 'join' | 'confirm' | 'skip' | 'leave' | 'seen' }>

export interface MatchQueueRpc {
  act(setup: QueueSetup, input: MatchAct): Promise<MatchAnswer>
  hear(say: MatchQueueSaying | { readonly type: 'sign_in_ended'; readonly signIn: SessionId }): Promise<void>
}

/** How a door hands the upgrade of `WS /v1/match` over, as the JSON of one header. */
export type MatchOpener = { readonly ticket: TicketId; readonly user: UserId; readonly signIn: SessionId }
export const matchOpenerHeader = 'x-prost-match'

export type MatchQueueObjects = { getByName(name: string): MatchQueueRpc & Pick<Fetcher, 'fetch'> }
