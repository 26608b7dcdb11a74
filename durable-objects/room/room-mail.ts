/** What a room tells others: outboxes in its SQLite, for other objects, the app's events, the audit chain, its moderators, and who carries media. */
import { assertNever } from '../../contract/assert-never.ts'
import { auditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'
import { encodeAuditMessage } from '../../contract/audit-message.ts'
import { encodeFlagMessage, flaggedMessage } from '../../contract/flag-message.ts'
import type { Flag } from '../../contract/flag-message.ts'
import type { AppId, RoomId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import { pairId } from '../../domain/realtime/pair-id.ts'
import { matchQueueName, personName, roomName, telemetryShardOf } from '../names.ts'
import type { MatchQueueObjects } from '../match-queue/match-rpc.ts'
import type { PersonObjects } from '../person/person-rpc.ts'
import { sendFacts } from '../runtime/fact-sender.ts'
import type { TelemetryObjects } from '../runtime/fact-sender.ts'
import { Outbox } from '../runtime/outbox.ts'
import { factEvent, roomMessage } from './room-letters.ts'
import type { FactEvent } from './room-letters.ts'
import type { MediaEnv } from './deployed-media.ts'
import { withdrawHold } from './media-withdrawal.ts'
import { mediaHold, RoomMedia } from './room-media.ts'
import type { RoomFact, RoomMessage } from './room-protocol.ts'
import type { RoomObjects } from './room-rpc.ts'

export type MailEnv = MediaEnv & {
  readonly ROOM: RoomObjects
  readonly PERSON: PersonObjects
  readonly MATCH_QUEUE: MatchQueueObjects
  readonly TELEMETRY_SHARD: TelemetryObjects
  readonly EVENTS_QUEUE: Pick<Queue, 'send'>
}

type Deps = {
  readonly sql: SqlStorage
  readonly object: string
  readonly app: AppId
  readonly id: RoomId
  readonly env: MailEnv
  /** Null before a door said what the app is. */
  readonly settings: () => AppSettings | null
  readonly now: () => number
}

export class RoomMail {
  readonly #deps: Deps
  readonly #tells: Outbox
  readonly #facts: Outbox
  readonly #notes: Outbox
  readonly #flags: Outbox
  readonly #withdrawals: Outbox
  /** What left the room, to be withdrawn. */
  readonly media: RoomMedia

  constructor(deps: Deps) {
    this.#deps = deps
    const { sql, object, now, app, env } = deps
    const common = { sql, object, now }
    this.#tells = new Outbox({ ...common, kind: 'tell', send: (_lane, bodies) => this.#tell(bodies) })
    this.#facts = new Outbox({ ...common, kind: 'fact', send: (_lane, bodies) => this.#say(bodies) })
    const noted = (body: string) => ({ app_id: app, note: auditNote.parse(JSON.parse(body)) })
    const send = async (_lane: string, bodies: readonly string[]): Promise<void> =>
      void (await env.EVENTS_QUEUE.send(encodeAuditMessage(bodies.map(noted)), { contentType: 'text' }))
    this.#notes = new Outbox({ ...common, kind: 'note', send })
    this.#flags = new Outbox({ ...common, kind: 'flag', send: (_lane, bodies) => this.#flag(bodies) })
    this.#withdrawals = new Outbox({ ...common, kind: 'withdraw', send: (_lane, bodies) => this.#withdraw(bodies) })
    this.media = new RoomMedia({ sql, withdraw: (hold) => this.#withdrawals.add(hold.id, JSON.stringify(hold)) })
  }

  tell(message: RoomMessage): void {
    this.#tells.add(laneOf(message), JSON.stringify(message))
  }

  fact({ id, at, type, actor, data }: RoomFact & { readonly id: string; readonly at: number }): void {
    const event: FactEvent = { id, type, actor_id: actor, occurred_at: new Date(at).toISOString(), data }
    this.#facts.add(actor, JSON.stringify(event))
  }

  note(note: AuditNote): void {
    this.#notes.add('', JSON.stringify(note))
  }

  flag(flag: Flag): void {
    this.#flags.add('', JSON.stringify(flag))
  }

  get due(): number | null {
    const due = this.#all.map((outbox) => outbox.due).filter((each) => each !== null)
    return due.length === 0 ? null : Math.min(...due)
  }

  /** What other objects are told; of them, some answers depend on it. */
  deliverTells(): Promise<void> {
    return this.#tells.deliver()
  }

  async deliver(): Promise<void> {
    await Promise.all(this.#all.map((outbox) => outbox.deliver()))
  }

  get #all(): readonly Outbox[] {
    return [this.#tells, this.#facts, this.#notes, this.#flags, this.#withdrawals]
  }

  /** A message of the queue each: one may be as long as ten others. */
  async #flag(bodies: readonly string[]): Promise<void> {
    const { app, env } = this.#deps
    for (const body of bodies) {
      const message = encodeFlagMessage({ app_id: app, flags: [flaggedMessage.parse(JSON.parse(body))] })
      await env.EVENTS_QUEUE.send(message, { contentType: 'text' })
    }
  }

  async #withdraw(bodies: readonly string[]): Promise<void> {
    const { app, id: session, env, now } = this.#deps
    for (const body of bodies) {
      const hold = mediaHold.parse(JSON.parse(body))
      const again = this.media.holds(hold.user)
      await withdrawHold(hold, { env, app, session, again, now: now(), fact: (fact) => this.fact(fact) })
    }
  }

  async #tell(bodies: readonly string[]): Promise<void> {
    const { app, env, settings } = this.#deps
    for (const body of bodies) await tellOne(env, app, settings(), roomMessage.parse(JSON.parse(body)))
  }

  /** A lane is one actor's: its facts belong to one telemetry object. */
  async #say(bodies: readonly string[]): Promise<void> {
    const { env, settings, now } = this.#deps
    const app = settings()
    const [first] = bodies
    if (app === null || first === undefined) throw new Error('no door said yet which app this is')
    const { actor_id } = factEvent.parse(JSON.parse(first))
    await sendFacts(env.TELEMETRY_SHARD, app, telemetryShardOf(app, actor_id), bodies, now())
  }
}

const laneOf = (message: RoomMessage): string => {
  switch (message.to) {
    case 'room':
      return message.room
    case 'pair':
      return message.users.join(' ')
    case 'person':
      return message.user
    case 'queue':
      return `${message.queue} ${message.region}`
    default:
      return assertNever(message)
  }
}

const tellOne = (env: MailEnv, app: AppId, settings: AppSettings | null, message: RoomMessage): Promise<void> => {
  const known = settings === null ? {} : { app: settings }
  switch (message.to) {
    case 'room':
      return env.ROOM.getByName(roomName(app, message.room)).hear({ say: message.say, ...known })
    case 'pair': {
      const [a, b] = message.users
      return env.ROOM.getByName(roomName(app, pairId(app, a, b))).hear({ say: message.say, users: message.users, ...known })
    }
    case 'person':
      return env.PERSON.getByName(personName(app, message.user)).hear(message.say)
    case 'queue':
      return env.MATCH_QUEUE.getByName(matchQueueName(app, message.queue, message.region)).hear(message.say)
    default:
      return assertNever(message)
  }
}
