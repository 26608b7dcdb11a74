/**
 * Which channel a path means: its app, name and settings out of the kernel, a few seconds old at most, and as last known while the kernel is
 * down. What is not there is remembered for a moment, apart, so that a flood of unknown ids costs the kernel little and pushes no channel out.
 */
import type { ChannelSetup } from '../../contract/channel.ts'
import { channelId } from '../../contract/ids.ts'
import type { ChannelId } from '../../contract/ids.ts'
import { BoundedMap } from '../../domain/credentials/bounded-map.ts'
import { FreshMap } from '../../domain/identity/fresh-map.ts'
import { channelName } from '../../durable-objects/names.ts'
import type { ChannelRpc } from '../../contract/channel.ts'
import { findChannelSetup } from '../../storage/kernel/channel-lookup.ts'
import type { SyncBindings } from './sync-env.ts'

const unknownMs = 1_000

export class ChannelDirectory {
  readonly #known = new FreshMap<ChannelId, ChannelSetup | null>(10_000)
  readonly #unknown = new BoundedMap<ChannelId, number>(10_000)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Null when there is no such channel. Throws when the kernel is down and this one is not known. */
  async find(db: D1Database, id: string): Promise<ChannelSetup | null> {
    const wanted = channelId.safeParse(id)
    if (!wanted.success || this.#now() < (this.#unknown.get(wanted.data) ?? 0)) return null
    const setup = await this.#known.get(wanted.data, () => findChannelSetup(db, wanted.data), this.#now)
    if (setup !== null) return setup
    this.#known.forget(wanted.data)
    this.#unknown.set(wanted.data, this.#now() + unknownMs)
    return null
  }
}

/** The object of a channel. */
export const objectOf = ({ CHANNEL }: Pick<SyncBindings, 'CHANNEL'>, { app_id, channel_id }: ChannelSetup): ChannelRpc =>
  CHANNEL.getByName(channelName(app_id, channel_id))
