/** Limits by tier that doors take: counted in the person's object, over all rooms and devices. What rooms count by themselves is `room-pace.ts`'s. */
import type { Context } from 'hono'
import type { Failure } from '../../contract/errors.ts'
import type { LimitedAction, ModeManifest } from '../../contract/manifest.ts'
import { rateOf } from '../../domain/modes/mode-registry.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { personName } from '../../durable-objects/names.ts'
import { rateLimited } from '../shared/rate-limit-headers.ts'
import { appOf } from './people.ts'
import type { RealtimeHono } from './realtime-env.ts'

/** One more of it, now. `mode`: whose limits hold; null outside of any. Null when it is taken, else the 429 with its Retry-After. */
export const paceFailure = async (
  c: Context<RealtimeHono>,
  { user, tier }: Pick<Visitor, 'user' | 'tier'>,
  action: LimitedAction,
  mode: ModeManifest | null,
): Promise<Failure | null> => {
  const { limit, period_s } = rateOf(mode, action, tier)
  const rate = { limit, periodMs: period_s * 1_000 }
  const wait = await c.env.PERSON.getByName(personName(appOf(c).app_id, user)).act({ type: 'take', action, rate })
  return wait === null ? null : rateLimited(wait)
}
