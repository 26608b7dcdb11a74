/** Every text of random video chat. */
import type { ErrorCode } from '../../../contract/errors.ts'
import type { DeviceTrouble } from '../call/call-state.ts'

export const words = {
  title: 'Meet somebody',
  lead: 'You see and hear each other as soon as somebody is found. Only the two of you are in the call, and nothing is recorded.',
  devicesLead: 'Your browser asks whether this page may use your camera and microphone. Nobody sees you before you start.',
  ready: 'Nobody sees you before you start.',
  tryDevices: 'Check camera and microphone',
  asking: 'Your browser asks for camera and microphone…',
  preview: 'Your own picture',
  noPicture: 'No picture',
  noMicrophone: 'No microphone: the other person will not hear you.',
  interests: 'Interests',
  interestsHint: 'A few words, with commas between. Somebody who shares one comes first.',
  tooMany: 'At most ten.',
  tooLong: 'At most 32 letters each.',
  languages: (names: string) => `Somebody who speaks one of these comes first: ${names}.`,
  start: 'Start',
  startWithout: 'Start without',

  joining: 'Going into the queue…',
  looking: 'Looking for somebody…',
  waited: (time: string) => `${time} so far`,
  usually: (time: string) => `usually ${time}`,
  longer: (time: string) => `usually ${time}: few people are here just now`,
  unknown: 'nobody was matched lately, so it is not known how long it takes',
  found: 'Somebody is there. Connecting…',
  cooldown: (seconds: number) => `The next one in ${seconds} s`,
  away: (seconds: number) => `The connection to the queue is lost. Again in ${seconds} s`,
  leaving: 'Going…',

  next: 'Next',
  stop: 'Stop',
  report: 'Report',
  block: 'Block',
  blockTitle: (name: string) => `Block ${name}?`,
  blockDetail: 'The call ends, and you are never matched with each other again. The other person is not told.',
  cancel: 'Cancel',
  keys: 'Keys: N next, Esc stop, R report, M microphone, V camera',
  tools: 'This match',
} as const

export const troubles = {
  denied: 'This page may not use your camera and microphone. Allow it in the address bar of your browser, and try again.',
  missing: 'No camera and no microphone were found. Plug one in, and try again.',
  in_use: 'Camera and microphone could not be started. Another program may be using them.',
} as const satisfies Record<DeviceTrouble, string>

/** Why one is not let into the queue. */
export const refusals = {
  other: { title: 'You can not be matched just now', detail: null },
  banned: { title: 'Your account is banned here', detail: null },
  quarantined: { title: 'Your account may do little until a moderator has looked', detail: null },
  policy_denied: { title: 'You can not be matched here', detail: null },
  rate_limited: { title: 'That was often', detail: 'It goes on by itself in a moment.' },
  signed_out: { title: 'Your sign-in has ended', detail: 'Load the page again to sign in.' },
} as const satisfies Partial<Record<ErrorCode | 'signed_out' | 'other', { readonly title: string; readonly detail: string | null }>>
