/**
 * What goes into the room's machine and what comes out of it: inputs, effects, answers. All closed unions over plain data. The object
 * runs effects in their order, the `save_…` and `publish` ones in one transaction that is durable before anything is sent.
 */
import type { AuditNote } from '../../contract/audit.ts'
import type { ConsentPurpose } from '../../contract/consent.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import type { Flag } from '../../contract/flag-message.ts'
import type { ConnectionId, ConsentId, MessageId, RoomId, SessionId, UserId } from '../../contract/ids.ts'
import type { ModeEvent, ModeManifest } from '../../contract/manifest.ts'
import type { Warning } from '../../contract/moderation.ts'
import type { Audience, PolicyDenied, Restriction } from '../../contract/policy.ts'
import type { PresenceWindow } from '../../contract/presence.ts'
import type { EndReason } from '../../contract/session.ts'
import type { ClientFrame, ConsentFrame, DirectFrame, ResumedFrame, RoomFrame, WelcomeFrame } from '../../contract/socket.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import type { Region } from '../../domain/matching/regions.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import type { ResumeClaim } from '../../domain/realtime/resume.ts'
import type { Actor, ConsentFacts } from '../../domain/policy/facts.ts'
import type { MatchInput } from '../match-queue/match-protocol.ts'
import type { ConsentRow, MemberRow, RoomRow, SessionRow } from './room-rows.ts'
import type { RoomState, SessionSpec, Usage } from './room-state.ts'

/** What the store and the word list know of a message that comes in. */
export type MessageFacts = {
  /** A new id, used if the message is new. */
  readonly id: MessageId
  /** The message that this sender sent under this `client_id` before; null when there is none. */
  readonly earlier: { readonly id: MessageId; readonly seq: number; readonly at: number } | null
  /** The text as it may be shown, whether it may not be at all, and whether moderators are to look at it. */
  readonly text: string
  readonly isRefused: boolean
  readonly isFlagged: boolean
  /** When the sender last wrote here; asked for only while the room is in slow mode (`wantsWroteAt`). */
  readonly wroteAt: number | null
}

/** Who does it, as a person with what restricts them, or with a role. */
export type Doer = { readonly actor: Actor; readonly blocked: readonly UserId[] }

export type RoomInput =
  | { readonly type: 'create'; readonly spec: SessionSpec; readonly epoch: number }
  | { readonly type: 'open_pair'; readonly users: readonly [UserId, UserId]; readonly epoch: number }
  /** All that the session needs is there, and the pair just said so of its consent; or it can not be had. */
  | { readonly type: 'activate'; readonly consent: ConsentFacts | null }
  | { readonly type: 'fail'; readonly reason: EndReason }
  /** The queue of two who were matched says so. */
  | { readonly type: 'match_ended'; readonly by: UserId; readonly skipped: boolean }
  | { readonly type: 'end'; readonly by: Doer; readonly reason: EndReason; readonly note: string | null }
  /** What an ending session had to give back or tell is given back and told. */
  | { readonly type: 'settled' }
  | {
      readonly type: 'transition'
      readonly by: Doer
      /** A new id, used if the transition is new. */
      readonly child: RoomId
      readonly to: ModeManifest
      readonly audience: Audience
      /** As the pair just said. */
      readonly consent: ConsentFacts | null
    }
  | {
      readonly type: 'connect'
      readonly connection: ConnectionId
      readonly visitor: Visitor
      /** As the pair just said; of a session that stands on none, null. */
      readonly consent: ConsentFacts | null
      readonly resume: ResumeClaim | null
    }
  | { readonly type: 'frame'; readonly connection: ConnectionId; readonly frame: ClientFrame; readonly message: MessageFacts | null }
  | { readonly type: 'bad_frame'; readonly connection: ConnectionId; readonly code: ErrorCode; readonly detail: string }
  /** A socket is gone. `clean`: its client said so. `seenAt`: its last sign of life. */
  | { readonly type: 'closed'; readonly connection: ConnectionId; readonly clean: boolean; readonly seenAt: number | null }
  /** Time has passed: what is due is done. `heard`: the last raw ping of each open connection. */
  | { readonly type: 'tick'; readonly heard: ReadonlyMap<ConnectionId, number> }
  /** Somebody asks for media. */
  | { readonly type: 'media'; readonly visitor: Visitor; readonly consent: ConsentFacts | null }
  /** The pair says: the consent of this session moved. */
  | { readonly type: 'consent_moved'; readonly consent: ConsentFacts }
  /** A person's object says: restrictions or blocks moved. */
  | {
      readonly type: 'person_moved'
      readonly user: UserId
      readonly restrictions: readonly Restriction[]
      readonly blocked: readonly UserId[]
    }
  /** A person's object says: this is for the person, on every device here. */
  | { readonly type: 'tell_member'; readonly user: UserId; readonly frame: ConsentFrame }
  | { readonly type: 'warn'; readonly user: UserId; readonly warning: Warning }
  | { readonly type: 'delete_message'; readonly by: Doer; readonly message: MessageId; readonly seq: number; readonly note: AuditNote }
  | { readonly type: 'slow_mode'; readonly seconds: number; readonly note: AuditNote }
  | { readonly type: 'sign_in_ended'; readonly signIn: SessionId }
  /** The object is about to restart: everyone is told when to come back, nobody sooner than after `afterMs`. */
  | { readonly type: 'restart'; readonly afterMs: number }
  | { readonly type: 'app_ended' }
  /** Of a pair. */
  | {
      readonly type: 'consent_request'
      readonly by: Doer
      readonly id: ConsentId
      readonly to: UserId
      readonly purpose: ConsentPurpose
      /** What restricts the other one. */
      readonly peerRestrictions: readonly Restriction[]
    }
  | { readonly type: 'consent_answer'; readonly by: Doer; readonly id: ConsentId; readonly act: 'grant' | 'deny' | 'revoke' }
  /** A session is to stand on it: the answer names the one that does, which may be another. */
  | { readonly type: 'consent_use'; readonly id: ConsentId; readonly session: RoomId }
  | { readonly type: 'consent_release'; readonly session: RoomId }
  | { readonly type: 'block'; readonly by: UserId; readonly blocked: boolean }

/** What a socket carries through hibernation; zod shape in `room-rows.ts`. */
export type Attachment = {
  readonly connection: ConnectionId
  readonly user: UserId
  readonly sign_in: SessionId
  /** When this was written, which was a sign of life. */
  readonly seen_at: number
  readonly bad: number
  readonly showing: PresenceWindow | null
}

export type RoomFact = {
  readonly type: ModeEvent
  readonly actor: UserId
  readonly data: Readonly<Record<string, unknown>>
}

/** What another object is told, at least once and in order. Each is harmless when it comes twice. */
export type RoomMessage =
  | {
      readonly to: 'room'
      readonly room: RoomId
      readonly say:
        | { readonly type: 'create_child'; readonly spec: SessionSpec }
        | { readonly type: 'consent_moved'; readonly consent: ConsentFacts }
    }
  | {
      readonly to: 'pair'
      readonly users: readonly [UserId, UserId]
      readonly say: { readonly type: 'consent_release'; readonly session: RoomId }
    }
  | {
      readonly to: 'person'
      readonly user: UserId
      readonly say:
        | { readonly type: 'entered' | 'left'; readonly room: RoomId; readonly mode: string | null; readonly at: number }
        | { readonly type: 'consent'; readonly consent: ConsentRecord; readonly peer: UserId }
    }
  | {
      readonly to: 'queue'
      readonly queue: string
      readonly region: Region
      readonly say: Extract<MatchInput, { type: 'session_over' }>
    }

export type RoomEffect =
  /** Append to the log and send to every attached connection. A message is found by its sender and `client_id` for as long as it is kept. */
  | { readonly type: 'publish'; readonly frame: RoomFrame }
  | { readonly type: 'send'; readonly to: readonly ConnectionId[]; readonly frame: Exclude<DirectFrame, WelcomeFrame | ResumedFrame> }
  /** The socket belongs to the room from here on: frames published before do not go to it. */
  | { readonly type: 'attach'; readonly attachment: Attachment }
  | { readonly type: 'welcome'; readonly to: ConnectionId; readonly frame: Omit<WelcomeFrame, 'resume_token'> }
  /** And then the frames of the log after `from`, up to and with `to`. */
  | { readonly type: 'resumed'; readonly to: ConnectionId; readonly frame: Omit<ResumedFrame, 'resume_token'> }
  /** New content for the attachment of an open socket. */
  | { readonly type: 'note'; readonly attachment: Attachment }
  | { readonly type: 'close'; readonly connection: ConnectionId; readonly code: number; readonly reason: string }
  | { readonly type: 'save_room'; readonly row: RoomRow }
  | { readonly type: 'save_session'; readonly row: SessionRow }
  | { readonly type: 'save_member'; readonly row: MemberRow }
  | { readonly type: 'drop_member'; readonly user: UserId }
  | { readonly type: 'save_consent'; readonly row: ConsentRow }
  /** The text of a message is wiped, in the history and in the log. */
  | { readonly type: 'wipe_message'; readonly seq: number }
  /** Frames older than this go, but messages and the newest frame stay. */
  | { readonly type: 'prune_log'; readonly before: number }
  | { readonly type: 'tell'; readonly message: RoomMessage }
  /** A lobby is told who is in the room; only the last one counts, so it may wait a second for the next. */
  | { readonly type: 'report_presence' }
  | { readonly type: 'fact'; readonly fact: RoomFact }
  /** Evidence for the audit trail: a consent moved. */
  | { readonly type: 'evidence'; readonly consent: ConsentRecord }
  /** Words that moderators are to look at. */
  | { readonly type: 'flag'; readonly flag: Flag }
  /** What a moderator did, for the audit trail. */
  | { readonly type: 'audit'; readonly note: AuditNote }
  /** A person's consent frame, checked and counted: the door to the pair is the object's. */
  | {
      readonly type: 'forward_consent'
      readonly connection: ConnectionId
      readonly frame: Extract<ClientFrame, { t: `consent.${string}` }>
    }
  /** The media of the session are given up; `settled` comes when that is done. */
  | { readonly type: 'release'; readonly usage: Usage }

export type RoomAnswer =
  | { readonly type: 'done' }
  /** Of `create`: there was no session here before. */
  | { readonly type: 'made' }
  /** Not there, or no such move. */
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly detail: string; readonly retryAfterMs: number | null }
  /** By a rule; the fact of it is among the effects. */
  | { readonly type: 'denied'; readonly denied: PolicyDenied; readonly code: ErrorCode; readonly retryAfterMs: number | null }
  | { readonly type: 'child'; readonly child: RoomId }
  | { readonly type: 'consent'; readonly consent: ConsentRecord }

export type RoomStep = { readonly state: RoomState; readonly effects: readonly RoomEffect[]; readonly answer: RoomAnswer }
