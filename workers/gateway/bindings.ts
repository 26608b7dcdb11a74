/** What the gateway needs of its environment, and what its requests carry. */
import type { PersonRpc } from '../../durable-objects/person/person-rpc.ts'
import type { RoomRegisterRpc } from '../../durable-objects/room-register/room-register-rpc.ts'
import type { AttemptLimiterRpc } from '../../contract/attempts.ts'
import type { ChannelRpc } from '../../contract/channel.ts'
import type { TelemetryShardRpc } from '../../contract/telemetry.ts'
import type { EventPool } from '../../storage/events/pool.ts'
import type { DoorEnv } from '../shared/door-env.ts'

export type GatewayBindings = EventPool & {
  readonly KERNEL_DB: D1Database
  readonly EVENTS_QUEUE: Pick<Queue, 'send'>
  readonly TELEMETRY_SHARD: TelemetryObjects
  readonly ATTEMPT_LIMITER: AttemptObjects
  /** What concerns one person in all rooms. */
  readonly PERSON: { getByName(name: string): Pick<PersonRpc, 'act'> }
  readonly ROOM_REGISTER: RegisterObjects
  readonly INGEST: Pick<Fetcher, 'fetch'>
  readonly SYNC: Pick<Fetcher, 'fetch'>
  readonly REALTIME: Pick<Fetcher, 'fetch'>
  readonly CHANNEL: ChannelObjects
  readonly OPS_TOKEN: string
  /** What signing keys, refresh tokens and all that is sealed are made of. */
  readonly IDENTITY_SECRET: string
  /** Of the mail provider; empty in development, where mails stay in the mailbox of `/dev/mail`. */
  readonly MAIL_API_KEY: string
  /** `production` unless it says `development`. */
  readonly ENVIRONMENT: string
  /** The public address, such as `https://example.com`; empty: where the request came in. */
  readonly PUBLIC_URL: string
  /** Whether anyone may become an operator: `open`, or by `invitation`. */
  readonly CONSOLE_REGISTRATION: string
  /** The provider's endpoint that takes mails. */
  readonly MAIL_API_URL: string
  readonly MAIL_FROM: string
  /** The channel of the first page, by its id; empty: there is none. */
  readonly SHELL_CHANNEL: string
  /** The public key of the app whose people the shell's pages are for; empty: there are no such pages. */
  readonly SHELL_APP_KEY: string
  /** Modes beside the platform's: a JSON array of manifests; empty for none. As in the realtime Worker. */
  readonly MODES: string
  /** The web shell; a deployment of the API alone has none. */
  readonly ASSETS?: Pick<Fetcher, 'fetch'>
}

/** The telemetry objects, as far as the gateway asks them. */
export type TelemetryObjects = {
  getByName(name: string): Pick<TelemetryShardRpc, 'accept' | 'pendingSince' | 'labelActor' | 'closeSockets'> & Pick<Fetcher, 'fetch'>
}

/** The registers of rooms, as far as all rooms of an app are told something. */
export type RegisterObjects = { getByName(name: string): Pick<RoomRegisterRpc, 'restart' | 'end'> }

/** The channels' objects, as far as operators ask them. */
export type ChannelObjects = { getByName(name: string): Pick<ChannelRpc, 'health' | 'addSecret' | 'close'> }

/** The objects that say whether one more attempt to get in may begin. */
export type AttemptObjects = { getByName(name: string): AttemptLimiterRpc }

export type ApiEnv = DoorEnv<GatewayBindings>
