/** What the realtime Worker is bound to, and what its routes stand on. */
import type { AppId, UserId } from '../../contract/ids.ts'
import type { AppPolicies } from '../../contract/policy.ts'
import type { FreshMap } from '../../domain/identity/fresh-map.ts'
import type { ModeRegistry } from '../../domain/modes/mode-registry.ts'
import type { LobbyObjects } from '../../durable-objects/lobby/lobby-rpc.ts'
import type { MatchQueueObjects } from '../../durable-objects/match-queue/match-rpc.ts'
import type { PersonObjects } from '../../durable-objects/person/person-rpc.ts'
import type { MediaEnv } from '../../durable-objects/room/deployed-media.ts'
import type { RoomObjects } from '../../durable-objects/room/room-rpc.ts'
import type { TelemetryObjects } from '../../durable-objects/runtime/fact-sender.ts'
import type { GuardDeps } from '../shared/access/guard-deps.ts'
import type { DoorBindings, DoorEnv } from '../shared/door-env.ts'

export type RealtimeBindings = DoorBindings &
  MediaEnv & {
    readonly ROOM: RoomObjects
    readonly PERSON: PersonObjects
    readonly LOBBY: LobbyObjects
    readonly MATCH_QUEUE: MatchQueueObjects
    readonly TELEMETRY_SHARD: TelemetryObjects
    readonly EVENTS_QUEUE: Pick<Queue, 'send'>
  }
export type RealtimeHono = DoorEnv<RealtimeBindings>

/** One of each per isolate; what is kept is keyed by the app. */
export type RealtimeDeps = GuardDeps & {
  readonly modes: ModeRegistry
  readonly policies: FreshMap<AppId, AppPolicies>
  /** Names that people gave themselves, by `app/user`; null of nobody. */
  readonly names: FreshMap<`${AppId}/${UserId}`, string | null>
}
