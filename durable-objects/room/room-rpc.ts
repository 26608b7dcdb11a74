/** Rooms as Workers and other objects see them. Only Workers of ours can reach them: what they say of a caller is believed. */
import type { ChatMessage } from '../../contract/chat.ts'
import type { ConsentId, RoomId, SessionId, UserId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { Session } from '../../contract/session.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import type { MatchRoomSaying } from '../match-queue/match-protocol.ts'
import type { PersonMessage } from '../person/person-messages.ts'
import type { Deleted, Deletion, ReportedAsk, ReportedIn } from './message-desk.ts'
import type { MediaAsked, MediaReply } from './room-media.ts'
import type { RoomCare } from './room-care.ts'
import type { Doer, RoomAnswer, RoomInput, RoomMessage } from './room-protocol.ts'
import type { SessionSpec } from './room-state.ts'

/** What a door may ask of a room. */
export type DoorInput = Extract<
  RoomInput,
  {
    type: 'create' | 'open_pair' | 'end' | 'transition' | 'consent_request' | 'consent_answer' | 'consent_use' | 'slow_mode'
  }
>

export type RoomReply = { readonly answer: RoomAnswer; readonly session: Session | null }

/** What the queue of two who are matched says: the session is to be, begins, never began, or ends. */
export type MatchSaying = { readonly type: 'match_made'; readonly spec: SessionSpec } | Exclude<MatchRoomSaying, { type: 'match_made' }>

/** What other objects say. `users`: of a pair. */
export type RoomSaying =
  | MatchSaying
  | Extract<RoomMessage, { to: 'room' | 'pair' }>['say']
  | Extract<PersonMessage, { to: 'room' | 'pair' }>['say']
export type RoomHeard = { readonly say: RoomSaying; readonly users?: readonly [UserId, UserId]; readonly app?: AppSettings }

export type HistoryAsk = { readonly by: Doer; readonly before: number; readonly limit: number }
export type HistoryPage = { readonly answer: RoomAnswer; readonly messages: readonly ChatMessage[] }

export interface RoomRpc {
  act(app: AppSettings, input: DoorInput): Promise<RoomReply>
  hear(heard: RoomHeard): Promise<void>
  /** Whether somebody may have media now, and with `hold` whether they still may have what was granted: else it is withdrawn. */
  media(app: AppSettings, asked: MediaAsked): Promise<MediaReply>
  /** The session, for who may see it. */
  read(by: Doer): Promise<RoomReply>
  /** The session, if this person could come in now. */
  openTo(by: Doer): Promise<Session | null>
  /** A page of the chat, for who may read it. */
  history(ask: HistoryAsk): Promise<HistoryPage>
  /** Where a report is from, and the message it is about; null when the reporter can have seen nothing of it. */
  reported(ask: ReportedAsk): Promise<ReportedIn | null>
  /** By a moderator; noted with the deletion. */
  deleteMessage(app: AppSettings, deletion: Deletion): Promise<Deleted>
  /** Of a pair: null when there is none of this id. */
  consent(id: ConsentId): Promise<ConsentRecord | null>
  /** Whether there is a session here that is not over. */
  lives(): Promise<boolean>
  /** Does what is due, in case its alarm was lost. */
  wake(): Promise<RoomCare>
  /** Everyone is told that the platform restarts, and comes back after `afterMs` and a slot of their own. How many connections that were. */
  restart(afterMs: number): Promise<number>
  /** The app has ended. */
  end(): Promise<void>
}

/** How a door hands an upgrade over, as the JSON of one header. `visitor` null: who comes back with a resume token needs none. */
export type RoomOpener = {
  readonly app: AppSettings
  readonly user: UserId
  readonly signIn: SessionId
  readonly visitor: Visitor | null
}
export const openerHeader = 'x-prost-opener'

export type RoomObjects = { getByName(name: string): RoomRpc & Pick<Fetcher, 'fetch'> }
export type RoomAddress = { readonly app: AppSettings; readonly room: RoomId }
