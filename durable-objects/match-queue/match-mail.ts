/** What a queue tells others, from outboxes in its SQLite: rooms, people, the queue of the next region, and the app's events. */
import { assertNever } from '../../contract/assert-never.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { newId } from '../../contract/ids.ts'
import { emits } from '../../domain/modes/mode-registry.ts'
import type { Region } from '../../domain/matching/regions.ts'
import { matchQueueName, personName, roomName, telemetryShardOf } from '../names.ts'
import type { PersonObjects } from '../person/person-rpc.ts'
import type { MatchSaying, RoomObjects } from '../room/room-rpc.ts'
import { sendFacts } from '../runtime/fact-sender.ts'
import type { TelemetryObjects } from '../runtime/fact-sender.ts'
import { Outbox } from '../runtime/outbox.ts'
import { matchFact, matchMessage } from './match-letters.ts'
import type { MatchFact } from './match-letters.ts'
import type { MatchCounted, MatchMessage, MatchRoomSaying } from './match-protocol.ts'
import type { MatchQueueObjects, QueueSetup } from './match-rpc.ts'

export type MatchEnv = {
  readonly ROOM: RoomObjects
  readonly PERSON: PersonObjects
  readonly MATCH_QUEUE: MatchQueueObjects
  readonly TELEMETRY_SHARD: TelemetryObjects
}

type Deps = {
  readonly sql: SqlStorage
  readonly object: string
  readonly app: AppId
  readonly queue: string
  readonly region: Region
  readonly env: MatchEnv
  /** Throws before a door said it: then nothing can be told. */
  readonly setup: () => QueueSetup
}

export class MatchMail {
  readonly #deps: Deps
  readonly #tells: Outbox
  readonly #facts: Outbox

  constructor(deps: Deps) {
    this.#deps = deps
    const common = { sql: deps.sql, object: deps.object, now: () => Date.now() }
    this.#tells = new Outbox({ ...common, kind: 'tell', send: (_lane, bodies) => this.#tell(bodies) })
    this.#facts = new Outbox({ ...common, kind: 'fact', send: (_lane, bodies) => this.#say(bodies) })
  }

  tell(message: MatchMessage): void {
    this.#tells.add(laneOf(message), JSON.stringify(message))
  }

  fact(user: UserId, counted: MatchCounted, at: number): void {
    const { setup, queue } = this.#deps
    if (!emits(setup().mode, 'match_counted')) return
    const data = { mode: queue, ...counted }
    const event: MatchFact = { id: newId(), type: 'match_counted', actor_id: user, occurred_at: new Date(at).toISOString(), data }
    this.#facts.add(user, JSON.stringify(event))
  }

  get due(): number | null {
    const due = [this.#tells.due, this.#facts.due].filter((each) => each !== null)
    return due.length === 0 ? null : Math.min(...due)
  }

  /** What other objects are told; of them, some answers depend on it. */
  deliverTells(): Promise<void> {
    return this.#tells.deliver()
  }

  async deliver(): Promise<void> {
    await Promise.all([this.#tells.deliver(), this.#facts.deliver()])
  }

  async #tell(bodies: readonly string[]): Promise<void> {
    for (const body of bodies) await this.#tellOne(matchMessage.parse(JSON.parse(body)))
  }

  #tellOne(message: MatchMessage): Promise<void> {
    const { app, env, queue, setup } = this.#deps
    switch (message.to) {
      case 'room':
        return env.ROOM.getByName(roomName(app, message.room)).hear({ say: this.#forRoom(message.say), app: setup().app })
      case 'person':
        return env.PERSON.getByName(personName(app, message.user)).hear(message.say)
      case 'queue':
        return env.MATCH_QUEUE.getByName(matchQueueName(app, queue, message.region)).hear(message.say, setup())
      default:
        return assertNever(message)
    }
  }

  /** A session is made with the mode and the policies as they are now. */
  #forRoom(say: MatchRoomSaying): MatchSaying {
    if (say.type !== 'match_made') return say
    const { mode, policies } = this.#deps.setup()
    const { queue, region } = this.#deps
    const { parties } = say.pair
    const match = { queue, region, comeBy: null }
    return {
      type: 'match_made',
      spec: { mode, policies, audience: 'private', owner: parties[0], parties, parent: null, consent: null, match },
    }
  }

  /** A lane is one person's: its facts belong to one telemetry object. */
  async #say(bodies: readonly string[]): Promise<void> {
    const { env, setup } = this.#deps
    const [first] = bodies
    if (first === undefined) return
    const { app } = setup()
    const { actor_id } = matchFact.parse(JSON.parse(first))
    await sendFacts(env.TELEMETRY_SHARD, app, telemetryShardOf(app, actor_id), bodies, Date.now())
  }
}

const laneOf = (message: MatchMessage): string => {
  switch (message.to) {
    case 'room':
      return message.room
    case 'person':
      return message.user
    case 'queue':
      return message.region
    default:
      return assertNever(message)
  }
}
