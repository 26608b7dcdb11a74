/** What a call shows, out of what it is. Pure. */
import type { CallState, DeviceTrouble, Ending } from './call-state.ts'

export type Shown =
  | { readonly at: 'entering' }
  | { readonly at: 'asking_devices' }
  | { readonly at: 'no_devices'; readonly why: DeviceTrouble }
  /** The other one is not here. */
  | { readonly at: 'alone' }
  /** The platform does not give what it takes just now. */
  | { readonly at: 'held_up' }
  | { readonly at: 'preparing' }
  /** The other one is here, and its call is not. */
  | { readonly at: 'expecting' }
  | { readonly at: 'connecting' }
  | { readonly at: 'live' }
  | { readonly at: 'reconnecting' }
  | { readonly at: 'failed' }
  | { readonly at: 'ended'; readonly why: Ending }

export function shownOf({ media, devices, room, grant, liveSince, theirs }: CallState): Shown {
  if (media.at === 'ended') return { at: 'ended', why: media.why }
  if (media.at === 'failed' || media.at === 'live') return { at: media.at }
  if (devices.at === 'trouble') return { at: 'no_devices', why: devices.why }
  if (devices.at === 'asking' && room.at !== 'away') return { at: 'asking_devices' }
  if (room.at === 'alone') return { at: 'alone' }
  if (liveSince !== null && theirs !== null) return { at: 'reconnecting' }
  if (media.at === 'joining') return { at: media.met ? 'connecting' : 'expecting' }
  if (room.at === 'away') return { at: 'entering' }
  return { at: grant.at === 'later' || (grant.at === 'asking' && grant.tries > 0) ? 'held_up' : 'preparing' }
}

/** `1:02:03`, or `2:03`. */
export function lengthOf(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (value: number): string => String(value).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
