/** Every Durable Object name is built here, and each contains the app's id: no name, no way to another app's object. */
import { appId, roomId, userId } from '../contract/ids.ts'
import type { AppId, ChannelId, RoomId, UserId } from '../contract/ids.ts'
import type { AppSettings } from '../contract/keys.ts'
import { region } from '../domain/matching/regions.ts'
import type { Region } from '../domain/matching/regions.ts'

/** FNV-1a, 32 bit: stable over versions, spreads short ids well enough for a modulo. */
const fnv1a = (text: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

type Placement = Pick<AppSettings, 'app_id' | 'telemetry_region' | 'telemetry_shards'>

export const telemetryShardName = (app: Placement, shard: number): string => `telemetry/${app.app_id}/${app.telemetry_region}/${shard}`

/** The shard that owns an actor: all of one actor's events and sessions meet in one object. */
export const telemetryShardOf = (app: Placement, actorId: string): number => fnv1a(actorId) % app.telemetry_shards

export const telemetryShardNames = (app: Placement): string[] =>
  Array.from({ length: app.telemetry_shards }, (_, shard) => telemetryShardName(app, shard))

/** Attempts to get in as one person of an app; the digest is `emailDigest`. */
export const attemptsOfEmailName = (app: AppId, digest: string): string => `attempts/${app}/email/${digest}`

/** Attempts to get in from one address, as anyone of an app; the digest is `addressDigest`. */
export const attemptsOfAddressName = (app: AppId, digest: string): string => `attempts/${app}/address/${digest}`

/** The one object of a channel. */
export const channelName = (app: AppId, channel: ChannelId): string => `channel/${app}/${channel}`

/** The register that looks after a room. Where the app got more of them since, the room is in two, and that is all. */
export const roomRegisterName = (app: Pick<Placement, 'app_id' | 'telemetry_shards'>, room: RoomId): string =>
  registerName(app.app_id, fnv1a(room) % app.telemetry_shards)

export const roomRegisterNames = ({ app_id, telemetry_shards }: Pick<Placement, 'app_id' | 'telemetry_shards'>): string[] =>
  Array.from({ length: telemetry_shards }, (_, shard) => registerName(app_id, shard))

const registerName = (app: AppId, shard: number): string => `rooms/${app}/${shard}`

/** The room of a session, or of a pair of people (`pairId`). */
export const roomName = (app: AppId, room: RoomId): string => `room/${app}/${room}`

/** What concerns one person in all rooms. */
export const personName = (app: AppId, user: UserId): string => `person/${app}/${user}`

/** Who is there in a mode. */
export const lobbyName = (app: AppId, mode: string): string => `lobby/${app}/${mode}`

/** Who waits for a match in a mode and a region. */
export const matchQueueName = (app: AppId, queue: string, where: Region): string => `match/${app}/${queue}/${where}`

type Named<T> = { readonly app: AppId; readonly id: T }

/** Null for names of other kinds. */
export const roomOfName = (name: string): Named<RoomId> | null => namedAs(name, 'room', (id) => roomId.safeParse(id).data)
export const personOfName = (name: string): Named<UserId> | null => namedAs(name, 'person', (id) => userId.safeParse(id).data)

/** Null for names of other kinds. */
export const matchQueueOfName = (name: string): { readonly app: AppId; readonly queue: string; readonly region: Region } | null => {
  const [family, of, queue, where] = name.split('/')
  const [app, found] = [appId.safeParse(of).data, region.safeParse(where).data]
  return family !== 'match' || queue === undefined || app === undefined || found === undefined ? null : { app, queue, region: found }
}

export const registerOfName = (name: string): AppId | null => namedAs(name, 'rooms', (shard) => shard)?.app ?? null

const namedAs = <T>(name: string, family: string, read: (id: string) => T | undefined): Named<T> | null => {
  const [found, of, last] = name.split('/')
  const app = appId.safeParse(of).data
  const id = found === family && last !== undefined ? read(last) : undefined
  return app === undefined || id === undefined ? null : { app, id }
}

/** What attempts an object counts; null for other objects. */
export const attemptKindOf = (name: string): 'email' | 'address' | null => {
  const [family, , kind] = name.split('/')
  return family === 'attempts' && (kind === 'email' || kind === 'address') ? kind : null
}

/** The app inside a name made here. */
export const appOfObjectName = (name: string): AppId | null => (name.split('/')[1] as AppId | undefined) ?? null
