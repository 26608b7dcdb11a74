/** What one isolate of the realtime Worker holds. */
import { DenialGate } from '../../domain/audit/denials.ts'
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { FreshMap } from '../../domain/identity/fresh-map.ts'
import { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import { platformModes } from '../../domain/modes/platform-modes.ts'
import { Authority } from '../shared/access/authority.ts'
import type { RealtimeDeps } from './realtime-env.ts'

export const realtimeDeps = (now: () => number): RealtimeDeps => ({
  directory: new KeyDirectory(),
  authority: new Authority(now),
  limiter: new RateLimiter(20_000),
  denials: new DenialGate(),
  modes: platformModes(),
  policies: new FreshMap(1_000),
  names: new FreshMap(10_000),
  now,
})
