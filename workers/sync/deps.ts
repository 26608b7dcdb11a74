/** What one isolate of the sync Worker holds: who channels are, documents by path, and limits by address. */
import { DocumentReader } from '../../domain/channel/document-reader.ts'
import { EdgeMemo } from '../../domain/channel/edge-memo.ts'
import { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import { CacheApi } from './cache/cache-api.ts'
import { ChannelDirectory } from './channel-directory.ts'
import type { Refusal, SyncBindings, SyncDeps } from './sync-env.ts'

type Pause = (ms: number) => Promise<void>

/** `pause` is a timer of the request that waits. */
export const syncDeps = (now: () => number, pause: Pause = (ms) => scheduler.wait(ms)): SyncDeps => ({
  directory: new ChannelDirectory(now),
  reader: heldReader(now, pause),
  limiter: new RateLimiter(20_000),
  now,
})

/** Which cache is behind the memo is the deployment's to say, and only known with the first request. */
const heldReader = (now: () => number, pause: Pause): SyncDeps['reader'] => {
  let held: DocumentReader<Refusal> | null = null
  const behind = ({ EDGE_CACHE }: SyncBindings): CacheApi | null => (EDGE_CACHE === 'cache-api' ? new CacheApi() : null)
  return (env) => (held ??= new DocumentReader(new EdgeMemo(behind(env)), { now, pause }))
}
