/**
 * What a Room holds in memory. It belongs to the object and is moved in place, by the steps of `room-machine.ts` and nothing else: a room
 * takes 10,000 messages a second, and a step that copied its members would cost more than everything else in it. What a caller sees is
 * still `(state, input, now) → (state, effects)`: no step reads a clock, draws a number or keeps anything outside the state. SQLite is the
 * truth; `room-rows.ts` rebuilds the state from it. Times are epoch ms.
 */
import type { AppId, ConsentId, RoomId, UserId } from '../../contract/ids.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import type { AppPolicies, Audience } from '../../contract/policy.ts'
import type { EndReason } from '../../contract/session.ts'
import type { AdmissionState } from '../../domain/realtime/admission.ts'
import { nobodyAdmitted } from '../../domain/realtime/admission.ts'
import type { ConsentChain } from '../../domain/realtime/consent-chain.ts'
import type { People } from '../../domain/realtime/people.ts'
import { nobody } from '../../domain/realtime/people.ts'
import type { Region } from '../../domain/matching/regions.ts'
import type { GcraState, Rate } from '../../domain/limits/gcra.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'

/** What a session is made with. The mode and policies it began with stay its own. */
export type SessionSpec = {
  readonly mode: ModeManifest
  readonly policies: AppPolicies
  readonly audience: Audience
  readonly owner: UserId
  readonly parties: readonly UserId[] | null
  readonly parent: RoomId | null
  /** As the pair last said. */
  readonly consent: ConsentFacts | null
  /** Of two who were matched: the queue that has to know how it ends. `comeBy`: when both have to be there. */
  readonly match?: MatchOrigin | null
}

export type MatchOrigin = { readonly queue: string; readonly region: Region; readonly comeBy: number | null }

type SessionCore = SessionSpec & {
  readonly createdAt: number
  /** The last sessions that this one led to, newest last, and for what: the same transition again leads to the same session. */
  readonly children: readonly SessionChild[]
}

/** `by`: who asked; of a consent, either of its two. */
export type SessionChild = { readonly id: RoomId; readonly mode: string; readonly consent: ConsentId | null; readonly by: UserId }

export type SessionEnd = { readonly reason: EndReason; readonly note: string | null }

export type RoomSession = SessionCore &
  (
    | { readonly state: 'creating'; readonly deadline: number }
    | { readonly state: 'active' }
    | { readonly state: 'ending'; readonly deadline: number; readonly end: SessionEnd }
    | { readonly state: 'ended' | 'failed'; readonly endedAt: number; readonly end: SessionEnd }
  )

/** What the room is for. `nothing`: it was never made, or is forgotten. */
export type Purpose =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'session'; readonly session: RoomSession }
  /** The thread of two people and the truth of their consents. `blocked`: by whom. */
  | {
      readonly kind: 'pair'
      readonly users: readonly [UserId, UserId]
      readonly consents: ConsentChain
      readonly blocked: readonly UserId[]
    }

/** Operations since the room was made, for the cost of a session. `letters`: what was told other objects, the app and the audit trail. */
export type Usage = {
  connects: number
  framesIn: number
  framesOut: number
  rowsWritten: number
  letters: number
  mediaAsks: number
  messages: number
  joins: number
  peakMembers: number
}

export const noUsage = (): Usage => ({
  connects: 0,
  framesIn: 0,
  framesOut: 0,
  rowsWritten: 0,
  letters: 0,
  mediaAsks: 0,
  messages: 0,
  joins: 0,
  peakMembers: 0,
})

export type RoomState = {
  readonly app: AppId
  readonly id: RoomId
  /** Of the log; another one only if frames were lost for good. */
  epoch: number
  /** The last frame of the room. */
  seq: number
  purpose: Purpose
  readonly people: People
  slowModeS: number
  /** Joins and leaves are told as numbers, and whether the last number told is old. */
  counting: boolean
  countStale: boolean
  countedAt: number
  /** The same for the parts of the list that clients show. */
  partsStale: boolean
  partsAt: number
  /** When to look at open connections again; Infinity when none is open. */
  sweepAt: number
  /** No member's `lostUntil` is earlier. Infinity when nobody is lost. */
  lostAt: number
  livelyUntil: number
  /** Since when an active session has no members; null while it has. */
  emptySince: number | null
  admission: AdmissionState
  /** What of their limits people used, by action and person. */
  readonly paces: Map<string, { readonly used: GcraState; readonly rate: Rate }>
  usage: Usage
  /** `usage.framesIn` as it is stored. */
  savedFrames: number
}

export const newRoom = (app: AppId, id: RoomId): RoomState => ({
  app,
  id,
  epoch: 0,
  seq: 0,
  purpose: { kind: 'nothing' },
  people: nobody(),
  slowModeS: 0,
  counting: false,
  countStale: false,
  countedAt: 0,
  partsStale: false,
  partsAt: 0,
  sweepAt: Number.POSITIVE_INFINITY,
  lostAt: Number.POSITIVE_INFINITY,
  livelyUntil: 0,
  emptySince: null,
  admission: nobodyAdmitted,
  paces: new Map(),
  usage: noUsage(),
  savedFrames: 0,
})
