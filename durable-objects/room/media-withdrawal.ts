/** Withdrawing what a room granted, from whoever carries it: tried until it is done, or nothing of the grant can be left. */
import type { AppId, RoomId } from '../../contract/ids.ts'
import { mediaError } from '../../contract/media.ts'
import { mediaOf } from './deployed-media.ts'
import type { MediaEnv } from './deployed-media.ts'
import type { RoomFact } from './room-protocol.ts'
import type { MediaHold } from './room-media.ts'

/** Credentials end within a day, and forwarding units forget who is silent. */
const tryForMs = 86_400_000

export type Withdrawing = {
  readonly env: MediaEnv
  readonly app: AppId
  readonly session: RoomId
  /** Whether the person was granted media of this session anew. */
  readonly again: boolean
  readonly now: number
  readonly fact: (fact: RoomFact & { readonly id: string; readonly at: number }) => void
}

/** Throws when it is to be tried again. Facts of a grant have one id, so that a failure is counted once however often it is tried. */
export const withdrawHold = async (
  { id, user, mode, profile, handle, at }: MediaHold,
  { env, app, session, again, now, fact }: Withdrawing,
): Promise<void> => {
  const provider = mediaOf(env).of(profile)
  // Nobody carries it any more: there is nobody to ask.
  if (provider === null) return
  const withdrawn = await provider.withdraw({ app, session, user, handle, again, now })
  if (withdrawn.ok) return
  const { code, reason } = withdrawn.error
  const data = mediaError.parse({ mode, session_id: session, provider: provider.name, action: 'withdraw', code, reason })
  fact({ id, at: now, type: 'media_error', actor: user, data })
  if (now < at + tryForMs) throw new Error(`media are not withdrawn yet: ${code} ${reason}`)
}
