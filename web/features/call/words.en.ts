/** Every text of a call. */
import type { ErrorCode } from '../../../contract/errors.ts'

export const words = {
  name: (other: string) => `Call with ${other}`,
  nobodyYet: 'Call',
  somebody: 'The other person',

  entering: 'Coming in…',
  askingDevices: 'Your browser asks whether this page may use your camera and microphone.',
  alone: 'Waiting for the other person to come.',
  heldUp: 'The platform can not connect you just now. Trying again…',
  preparing: 'Getting ready…',
  expecting: (other: string) => `${other} is here and gets ready.`,
  connecting: (other: string) => `Connecting to ${other}…`,
  reconnecting: 'The connection broke. Trying to bring it back…',
  live: (other: string) => `You are connected to ${other}.`,

  failed: 'You could not reach each other',
  failedDetail: 'One of the two networks lets no call through. Another network often helps.',
  tryAgain: 'Try again',

  withoutDevices: 'Go on without',
  cameraOff: (other: string) => `${other}’s camera is off.`,
  silent: (other: string) => `${other} is muted`,
  soundOn: 'Turn the sound on',

  mute: 'Turn the microphone off',
  unmute: 'Turn the microphone on',
  hide: 'Turn the camera off',
  show: 'Turn the camera on',
  devices: 'Camera and microphone',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
  hangUp: 'Hang up',
  done: 'Done',
  camera: 'Camera',
  microphone: 'Microphone',
  noCamera: 'No camera is here, or the browser does not let the page use it.',
  noMicrophone: 'No microphone is here, or the browser does not let the page use it.',
  unnamed: (number: number) => `Device ${number}`,

  lasts: 'Length of the call',
  self: 'Your picture',
  selfOff: 'Camera off',
  moveSelf: 'Your picture: press to move it to another corner, or use the arrow keys',
} as const

/** Why there is neither camera nor microphone. */
export const troubles = {
  denied: {
    title: 'This page may not use your camera and microphone',
    detail:
      'Allow it in the address bar of your browser, then try again. Or go on without: you see and hear the other, who does not see and hear you.',
  },
  missing: { title: 'No camera and no microphone were found', detail: 'Plug one in and try again, or go on without.' },
  in_use: {
    title: 'Camera and microphone could not be started',
    detail: 'Another program may be using them. Close it and try again, or go on without.',
  },
} as const

/** How the connection is. */
export const qualities = { good: 'Good connection', fair: 'Weak connection', poor: 'Bad connection' } as const

/** Why it is over; the room's own end is said by the room. */
export const endings = {
  me: { title: 'You hung up', detail: '' },
  other: { title: 'The other person hung up', detail: '' },
  elsewhere: { title: 'The call goes on in another window of yours', detail: 'Load this page again to bring the call here.' },
  session: { title: 'The call is over', detail: '' },
  browser: {
    title: 'This browser can not make this call',
    detail: 'A current version of Chrome, Edge, Firefox or Safari can, over a secure connection.',
  },
} as const

export const refusals = {
  other: 'The call was not allowed',
  consent_required: 'This takes the standing consent of both people',
  session_ended: 'The call is over',
  banned: 'Your account is banned here',
  quarantined: 'Your account may do little until a moderator has looked',
  not_available: 'The other person is not available',
  signed_out: 'Your sign-in has ended',
} as const satisfies Partial<Record<ErrorCode | 'signed_out' | 'other', string>>
