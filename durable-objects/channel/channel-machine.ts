/**
 * How a channel moves: what the LAB reports and how time passes become a timeline, a source and facts. Rules [CH…] are in `../SPEC.md`.
 * No clock, randomness or I/O. Moving to a moment is deterministic and idempotent: whoever is asked later shows what was shown before, and
 * more. So a reader's step need not be stored unless it has effects; a report's must be before it is answered.
 */
import type { ChannelSettings, ChannelSetup, ChannelState as ShownState } from '../../contract/channel.ts'
import type { LabReport } from '../../contract/lab.ts'
import type { ChannelHead, ChannelState, SourceSwitch } from './channel-state.ts'

export type ChannelInput =
  /** A report whose signature and shape held. `id` is its `webhook-id`. */
  | { readonly type: 'report'; readonly id: string; readonly report: LabReport }
  /** A report whose signature held and whose shape did not. */
  | { readonly type: 'invalid_report' }
  /** What the doors know of the channel; no effect when it is known. Step it before each call's own input. */
  | { readonly type: 'settings'; readonly settings: ChannelSettings }
  /** Time has passed: before every read, and at the alarm. */
  | { readonly type: 'tick' }

export type ChannelEffect =
  /** A fact for the audit chain: actor system, outcome decided. Put it into the outbox with the state, in one transaction. */
  | {
      readonly type: 'note'
      readonly at: number
      readonly action: 'channel.switched' | 'channel.alert_opened' | 'channel.alert_closed'
      readonly reason: string
      readonly data: Readonly<Record<string, string | number | null>>
    }
  /** Status or a playlist is not what it was: wake who waits, write public objects. */
  | { readonly type: 'changed' }

export type ChannelStep = {
  readonly state: ChannelState
  readonly effects: readonly ChannelEffect[]
  /** False for a report that came before, or was overtaken, or could not be read. */
  readonly applied: boolean
}

export declare const initialState: (setup: Pick<ChannelSetup, 'settings'>, now: number) => ChannelState
export declare const step: (state: ChannelState, input: ChannelInput, now: number) => ChannelStep
/** When something has to be decided, asked or not (arm the alarm at it); null: nothing before the next report. */
export declare const nextDecisionAt: (state: ChannelState) => number | null
/** When status or playlists change by themselves: decisions, and the next slot. For public objects and those who wait. */
export declare const nextChangeAt: (state: ChannelState) => number
/** How long what is rendered at `now` may be kept, in ms. */
export declare const freshMsOf: (state: ChannelState, now: number) => number
export type { ChannelHead, SourceSwitch }
