/** Media of a session, as a door asks for them: whether somebody may have them now, and what was granted is remembered or given back. */
import type { AppSettings } from '../../contract/keys.ts'
import { mediaAllowed } from './room-media.ts'
import type { MediaAsked, MediaReply } from './room-media.ts'
import type { RoomParts } from './room-parts.ts'

/** Throws when the pair can not be asked: then nobody has media. */
export const mediaFor = async (
  { keeper, mail, pair }: RoomParts,
  app: AppSettings,
  { visitor, hold, others }: MediaAsked,
): Promise<MediaReply> => {
  keeper.learn(app)
  const consent = await pair.consent()
  const answer = keeper.step({ type: 'media', visitor, consent }, Date.now())
  if (answer.type !== 'done') {
    if (hold !== null) mail.media.giveBack(hold)
    return { answer, allowed: null }
  }
  if (hold !== null) mail.media.hold(hold)
  return { answer, allowed: mediaAllowed(keeper.state, visitor.user, mail.media, others) }
}
