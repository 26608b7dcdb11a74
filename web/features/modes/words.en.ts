/** Every text of the pages of modes. */
import type { ErrorCode } from '../../../contract/errors.ts'
import type { UiPart } from '../../../contract/manifest.ts'
import type { EndReason } from '../../../contract/session.ts'
import { amountOf } from '../../ui/format.ts'

export const words = {
  opening: 'Opening…',
  noAnswer: 'Connection lost. Trying again…',
  again: 'Try again',
  here: (count: number) => amountOf(count, 'person here', 'people here'),
  youAre: 'You are',

  comingIn: 'Coming in…',
  reconnecting: 'Reconnecting…',
  backIn: (seconds: number) => `Connection lost. Reconnecting in ${seconds} s`,
  backNow: 'Connection lost. Reconnecting now…',
  restarting: (seconds: number) => `The platform restarts. You are back in ${seconds} s`,
  busy: (seconds: number) => `Many people come at once. It is your turn in ${seconds} s`,
  offline: 'You are offline. You are back as soon as the network is.',
  now: 'Now',

  ended: 'This is over',
  endedLead: 'The room was closed.',
  findAnother: 'Find another room',
  refused: 'You can not come in',
  backTo: (mode: string) => `Go to: ${mode}`,
  toStart: 'To the start',

  switchTo: 'Other places',
  takeAlong: (mode: string) => `Take everyone along: ${mode}`,
  takeAlongTitle: (mode: string) => `Lead everyone on to “${mode}”?`,
  takeAlongDetail: 'This room ends for everyone in it, and all of you go on there.',
  cancel: 'Cancel',

  warned: 'A moderator warns you',
  understood: 'Understood',
} as const

export const endReasons = {
  requested: 'It was closed.',
  transition: 'Everyone went on to another place.',
  empty: 'Nobody was here any more.',
  left: 'The other person left.',
  skipped: 'One of you went on to somebody else.',
  consent: 'One of you took the consent back.',
  moderation: 'A moderator closed the room.',
  app_ended: 'The app is no more.',
  timeout: 'The room did not come about.',
} as const satisfies Record<EndReason, string>

export const refusals = {
  banned: 'Your account is banned here.',
  quarantined: 'Your account may do little until a moderator has looked.',
  not_found: 'There is no such room, or it is not for you.',
  consent_required: 'This takes the standing consent of both people.',
  not_a_member: 'This is for members of the room.',
  not_available: 'The other person is not available.',
  too_many: 'You are here in too many windows. Close one of them.',
  signed_out: 'Your sign-in has ended.',
  policy_denied: 'A moderator sent you out, or the room is not for you.',
} as const satisfies Partial<Record<ErrorCode | 'signed_out', string>>

export const partNames = {
  player: 'The picture',
  programme: 'The programme',
  stage: 'Who is on stage',
  presence_rail: 'Who is here',
  chat: 'The chat',
  invitation: 'Invitations',
  call: 'The call',
  self_view: 'Your own picture',
  match_panel: 'Meeting somebody',
  mode_switch: 'Other places',
  report: 'Reporting',
} as const satisfies Record<UiPart, string>
