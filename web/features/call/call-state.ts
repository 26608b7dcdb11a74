/** What a call is at one moment, and what moves it. All of it is data; `call-machine.ts` says how it moves. Times are epoch ms. */
import type { CallName, CallSends, CallSignal } from '../../../contract/call-signal.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { MediaFault, MediaKind } from '../../../contract/media.ts'
import type { EndReason } from '../../../contract/session.ts'
import type { Negotiation, TalkEffect, TalkInput } from './negotiation.ts'

/** `none`: there is no device, or it may not be used. */
export type Sending = 'on' | 'off' | 'none'
export type Own = Readonly<Record<MediaKind, Sending>>

/** Why there is no camera and no microphone. */
export type DeviceTrouble = 'denied' | 'missing' | 'in_use'

type Devices = { readonly at: 'asking' } | { readonly at: 'trouble'; readonly why: DeviceTrouble } | { readonly at: 'ready' }

/** `polite`: this side gives way when two offers cross. The other side's is the opposite. */
export type RoomAt = { readonly at: 'away' } | { readonly at: 'alone' } | { readonly at: 'together'; readonly polite: boolean }

type Grant =
  | { readonly at: 'none' }
  /** While the connection is open, the old one lasts meanwhile. `tries`: how often the answer was "not now". */
  | { readonly at: 'asking'; readonly tries: number }
  | { readonly at: 'later'; readonly again: number; readonly tries: number }
  | { readonly at: 'here'; readonly renewAt: number }

export type Ending =
  | { readonly by: 'me' }
  | { readonly by: 'other' }
  /** The call goes on in another page of the same person. */
  | { readonly by: 'elsewhere' }
  | { readonly by: 'session'; readonly reason: EndReason | null }
  | { readonly by: 'refusal'; readonly code: ErrorCode | 'signed_out' | null }
  /** The browser, or what the media would need of it. */
  | { readonly by: 'browser' }

export type Joining = {
  readonly at: 'joining'
  readonly talk: Negotiation
  /** The other side knows this connection's name. */
  readonly met: boolean
  /** What is tried next is due then; null: nothing before they met. */
  readonly nextAt: number | null
}

export type Media =
  /** Something is missing yet: devices, a grant, the room, or the other one. */
  | { readonly at: 'idle' }
  | Joining
  | { readonly at: 'live'; readonly talk: Negotiation }
  /** All that could be tried was; the person may try again. */
  | { readonly at: 'failed' }
  | { readonly at: 'ended'; readonly why: Ending }

export type CallState = {
  readonly name: CallName
  readonly room: RoomAt
  readonly devices: Devices
  readonly own: Own
  readonly turn: number
  readonly grant: Grant
  readonly theirs: { readonly name: CallName; readonly sends: CallSends | null } | null
  readonly media: Media
  /** When to say hello again, because the other may not know how things are here; null: it does. */
  readonly greetAt: number | null
  /** When one saw and heard the other for the first time. */
  readonly liveSince: number | null
  /** What was tried since the last time it was live, over all connections; null: nothing had to be, or the two did not meet yet. */
  readonly recovery: { readonly tries: number; readonly giveUpAt: number } | null
}

export type CallInput =
  | { readonly type: 'begin' }
  | { readonly type: 'room'; readonly room: RoomAt }
  | { readonly type: 'over'; readonly why: Ending }
  | { readonly type: 'heard'; readonly signal: CallSignal }
  | { readonly type: 'devices'; readonly own: Own }
  | { readonly type: 'no_devices'; readonly why: DeviceTrouble }
  /** What came of turning one on or off. */
  | { readonly type: 'turned'; readonly kind: MediaKind; readonly to: Sending }
  | { readonly type: 'granted'; readonly lifetimeMs: number }
  /** `final`: asking again would be answered the same. */
  | { readonly type: 'not_granted'; readonly code: ErrorCode | null; readonly final: boolean; readonly retryAfterMs: number | null }
  /** Of the connection `n`. */
  | { readonly type: 'talk'; readonly n: number; readonly input: Extract<TalkInput, { type: 'needed' | 'found' | 'described' | 'taken' }> }
  | { readonly type: 'connection'; readonly n: number; readonly is: 'connected' | 'disconnected' | 'failed' }
  /** It refused what it was asked to do. */
  | { readonly type: 'broken'; readonly n: number }
  /** What the person does. */
  | { readonly type: 'turn'; readonly kind: MediaKind; readonly on: boolean }
  | { readonly type: 'try_devices' }
  | { readonly type: 'go_without' }
  | { readonly type: 'try_again' }
  | { readonly type: 'hang_up' }
  | { readonly type: 'tick' }

export type CallEffect =
  | { readonly do: 'ask_devices' }
  | { readonly do: 'ask_grant' }
  | { readonly do: 'open'; readonly n: number; readonly polite: boolean }
  | { readonly do: 'close' }
  | Extract<TalkEffect, { do: 'offer' | 'take_offer' | 'take_answer' | 'add_candidate' }>
  | { readonly do: 'restart_ice' }
  /** The connection takes the servers of the new grant. */
  | { readonly do: 'reconfigure' }
  | { readonly do: 'say'; readonly signal: CallSignal }
  | { readonly do: 'turn'; readonly kind: MediaKind; readonly on: boolean }
  /** Camera and microphone are given back. */
  | { readonly do: 'release' }
  /** What failed is told to the platform. */
  | { readonly do: 'report'; readonly code: MediaFault }
  /** The person hung up: the session may end. */
  | { readonly do: 'hung_up' }

export type CallStep = { readonly state: CallState; readonly effects: readonly CallEffect[] }
