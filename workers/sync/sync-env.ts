/** What the sync Worker is bound to, what its routes stand on, and what a request carries. */
import type { ChannelRpc } from '../../contract/channel.ts'
import type { DocumentReader } from '../../domain/channel/document-reader.ts'
import type { RateLimiter } from '../../domain/limits/rate-limiter.ts'
import type { EdgeVariables } from '../shared/request-context.ts'
import type { ChannelDirectory } from './channel-directory.ts'

export type SyncBindings = {
  readonly KERNEL_DB: D1Database
  readonly CHANNEL: ChannelObjects
  /** Segments that the LABs upload, and the public objects of channels. */
  readonly MEDIA: Pick<R2Bucket, 'get' | 'head'>
  /** The slate's files, which come with this Worker. */
  readonly ASSETS: Pick<Fetcher, 'fetch'>
  /** Where documents are kept: `platform` has a cache in front of this Worker, `cache-api` has none. */
  readonly EDGE_CACHE: string
}

/** The channels' objects. */
export type ChannelObjects = { getByName(name: string): ChannelRpc }

export type SyncHono = { Bindings: SyncBindings; Variables: Omit<EdgeVariables, 'caller'> }

/** One of each per isolate; `reader` keeps documents by path, which names the channel. */
export type SyncDeps = {
  readonly directory: ChannelDirectory
  readonly reader: (env: SyncBindings) => DocumentReader<Refusal>
  readonly limiter: RateLimiter
  readonly now: () => number
}

/** A channel that does not answer within this is away: what is kept serves, and others are not held up. */
export const answerWithinMs = 3_000

/** Why there is no document, when the channel could be asked. */
export type Refusal = 'not_found' | 'too_far_ahead'
