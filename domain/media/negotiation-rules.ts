/** What of a negotiation is within the grant: own kinds to publish, tracks of members of the same room to subscribe to. Pure. */
import { assertNever } from '../../contract/assert-never.ts'
import type { MediaKind, MediaStep } from '../../contract/media.ts'
import type { UserId } from '../../contract/ids.ts'
import type { NegotiationAsk } from './media-provider.ts'
import { mayBeSent } from './profiles.ts'

type Asked = Pick<NegotiationAsk, 'profile' | 'role' | 'user' | 'others' | 'step'>

/** A stable word for what is not allowed; null when all is. */
export const stepRefusal = ({ profile, role, user, others, step }: Asked): string | null => {
  switch (step.step) {
    case 'publish':
      return publishRefusal(step, mayBeSent(profile, role))
    case 'subscribe':
      return step.tracks.every((track) => track.user_id !== user && isHeld(others, track.user_id)) ? null : 'not_a_member'
    case 'answer':
    case 'close':
      return null
    default:
      return assertNever(step)
  }
}

const publishRefusal = ({ tracks }: Extract<MediaStep, { step: 'publish' }>, may: readonly MediaKind[]): string | null => {
  const kinds = tracks.map(({ kind }) => kind)
  if (!kinds.every((kind) => may.includes(kind))) return 'kind_not_granted'
  return new Set(kinds).size === kinds.length ? null : 'kind_twice'
}

const isHeld = (others: Asked['others'], user: UserId): boolean => (others.get(user)?.media_session ?? null) !== null
