/** What the rollup needs of its environment, and what its handlers stand on; composed in `index.ts`, and in tests with fakes. */
import type { ChannelRpc } from '../../contract/channel.ts'
import type { AppId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import type { TelemetryShardRpc } from '../../contract/telemetry.ts'
import type { RoomRegisterRpc } from '../../durable-objects/room-register/room-register-rpc.ts'
import type { EventStoreWriter } from '../../domain/events/event-store.ts'
import type { EventPool } from '../../storage/events/pool.ts'

export type RollupBindings = EventPool & {
  readonly KERNEL_DB: D1Database
  readonly TELEMETRY_SHARD: TelemetryObjects
  readonly CHANNEL: ChannelObjects
  readonly ROOM_REGISTER: RegisterObjects
}

/** The telemetry objects, as far as the rollup speaks to them. */
export type TelemetryObjects = { getByName(name: string): Pick<TelemetryShardRpc, 'confirm' | 'wake'> }

/** The channels' objects, as far as the watchdog wakes and ends them. */
export type ChannelObjects = { getByName(name: string): Pick<ChannelRpc, 'wake' | 'close'> }

/** The registers of rooms, as far as the watchdog wakes them. */
export type RegisterObjects = { getByName(name: string): Pick<RoomRegisterRpc, 'wake'> }

export type RollupDeps = {
  /** Null when there is no such app. Throws when the directory can not be asked. */
  readonly settings: (env: RollupBindings, appId: AppId) => Promise<AppSettings | null>
  readonly writer: (env: RollupBindings) => EventStoreWriter
  readonly now: () => number
}
