/**
 * Between the ingest door and the TelemetryShard object: what one request appends, and the verdict.
 * Not public; typed here because two layers share it.
 */
import type { AppId } from './ids.ts'
import type { ControlType, QuarantineCode, ReceiptStatus } from './events.ts'
import type { LimitName } from './limits.ts'

/** A session or feature event, as the machine needs it. */
export type Control = {
  readonly type: ControlType
  readonly actor_id: string
  readonly session_id: string
  readonly device_id: string | null
  readonly feature: string | null
}

export type AcceptItem =
  /** `row` is an `EventRow` as JSON text without its brackets and its first element, the bot label. */
  | {
      readonly kind: 'event'
      readonly id: string
      readonly actor_id: string
      readonly bot: boolean
      readonly row: string
      readonly control: Control | null
    }
  /** A `session.ping`: moves its session, is never stored. */
  | { readonly kind: 'ping'; readonly id: string; readonly actor_id: string; readonly bot: boolean; readonly control: Control }
  /** `row` is a `QuarantineRow` as JSON text. */
  | { readonly kind: 'quarantine'; readonly id: string; readonly code: QuarantineCode; readonly row: string }

/** What the object may take for the app: its share of the app's limits, and how much of a request this is. */
export type Allowance = {
  readonly requests_per_s: number
  readonly events_per_s: number
  /** A request that several objects take counts at each by its part, so that it counts once. */
  readonly share: number
}

export type AcceptRequest = {
  readonly app_id: AppId
  readonly session_ttl_s: number
  /** Epoch ms, the server's clock. */
  readonly received_at: number
  readonly allowance: Allowance
  readonly items: readonly AcceptItem[]
}

/** `id` names the quarantine row when it is not the item's own id: repeated pings of a dead session share one row. */
export type Verdict = { readonly status: ReceiptStatus; readonly code?: QuarantineCode; readonly id?: string }

/** Why a limit of the app refused. */
export type Limited = {
  readonly by: Extract<LimitName, 'telemetry_requests_per_s' | 'telemetry_events_per_s'>
  /** When the same request would be taken. */
  readonly retryAfterMs: number
  /** How long not even one event is taken; 0 when a smaller request could be. */
  readonly closedMs: number
}

/** One verdict per item, in order; or nothing of it was taken: the promise can't be made, or (`limited`) it is over a limit. */
export type AcceptAnswer = { readonly ok: true; readonly verdicts: readonly Verdict[] } | Refusal
export type Refusal = { readonly ok: false; readonly retryAfterSeconds: number; readonly limited?: Limited }

/** What the object knows of an `Idempotency-Key`. `answer` is the JSON text of the 202. */
export type Recalled =
  | { readonly kind: 'new' }
  | { readonly kind: 'answered'; readonly answer: string }
  | { readonly kind: 'other_request' }
  /** It is not new, and asking is over a limit. */
  | { readonly kind: 'limited'; readonly limited: Limited }

/** The object as other Workers see it. Methods return unions, they do not throw for what is expected. */
export interface TelemetryShardRpc {
  accept(request: AcceptRequest): Promise<AcceptAnswer>
  /** Whether a request with this `Idempotency-Key` was answered in the last 24 h; `requestHash` is of its media type and body. */
  recall(key: string, requestHash: string, allowance: Allowance): Promise<Recalled>
  remember(key: string, requestHash: string, answer: string): Promise<void>
  /** The rollup has these outbox rows in D1 (or parked as dead letters): let go of them. */
  confirm(seqs: readonly number[]): Promise<void>
  /** Everything accepted before this moment (epoch ms) is confirmed; null when nothing is pending. */
  pendingSince(): Promise<number | null>
  /** Re-arms what is due. Called by the watchdog; answers the next deadline (epoch ms) or null. */
  wake(): Promise<number | null>
  /** Reverses (or restores, with null) the automatic bot label of one actor for live counters and later events. */
  labelActor(actorId: string, bot: boolean | null): Promise<void>
  /** Closes the telemetry sockets that were opened with a key or a sign-in (its id) which is no longer valid; by the app's id, all. */
  closeSockets(openedBy: string): Promise<void>
}
