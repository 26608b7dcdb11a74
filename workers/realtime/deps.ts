/** What one isolate of the realtime Worker holds. */
import { DenialGate } from '../../domain/audit/denials.ts'
import { KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { FreshMap } from '../../domain/identity/fresh-map.ts'
import { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import type { ModeRegistry } from '../../domain/modes/mode-registry.ts'
import { Authority } from '../shared/access/authority.ts'
import type { RealtimeDeps } from './realtime-env.ts'

export const realtimeDeps = (now: () => number, modes: ModeRegistry): RealtimeDeps => ({
  directory: new KeyDirectory(),
  authority: new Authority(now),
  limiter: new RateLimiter(20_000),
  denials: new DenialGate(),
  modes,
  policies: new FreshMap(1_000),
  names: new FreshMap(10_000),
  now,
})
