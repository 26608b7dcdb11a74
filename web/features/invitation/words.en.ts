/** Every text of invitations to a private call. */
import type { ErrorCode } from '../../../contract/errors.ts'

export const words = {
  part: 'Invitations',
  ask: 'Ask for a private call',
  asking: 'Asking…',
  askLead: 'A call of you two alone. It begins when the other one agrees.',

  incoming: (name: string) => `${name} asks you for a private call`,
  share:
    'If you accept, you two go to a room of your own and see and hear each other, by camera and microphone. You can turn off either at any time.',
  nobodyElse: 'Nobody else can come in. The platform records neither picture nor sound.',
  takeBackLead: 'You can take your consent back at any time. The call then ends at once.',
  left: (seconds: number) => `${seconds} s left to answer`,
  accept: 'Accept',
  decline: 'Decline',
  later: 'Answer later',
  answer: 'Answer',

  waiting: (name: string) => `Waiting for ${name} to answer`,
  cancel: 'Cancel',

  denied: (name: string) => `${name} said no.`,
  noAnswer: (name: string) => `${name} did not answer.`,
  understood: 'Close',

  standing: (name: string) => `You and ${name} agreed to a private call.`,
  enter: 'Go to the call',
  inCall: (name: string) => `This call stands on your consent and ${name}’s.`,
  takeBack: 'Take it back',
} as const

/** Of what did not work. */
export const codes = {
  not_available: { title: 'This person can not be asked', detail: 'They are not available for a private call with you.' },
  rate_limited: { title: 'You asked very often', detail: 'Wait a little, then ask again.' },
  invalid_transition: { title: 'It was answered already', detail: 'The invitation does not stand any more.' },
  consent_required: { title: 'It does not stand any more', detail: 'One of you took it back, or it has expired.' },
  quarantined: { title: 'Your account may do little until a moderator has looked', detail: null },
} as const satisfies Partial<Record<ErrorCode, { title: string; detail: string | null }>>
