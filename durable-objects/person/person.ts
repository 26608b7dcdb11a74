/**
 * The Durable Object of one person of an app: blocks, restrictions, consents by id, and the rooms the person is in. A thin shell: the machine
 * decides, rows are stored with what is to be told, an outbox tells it. Rules [PER…] are in `../SPEC.md`.
 */
import { DurableObject } from 'cloudflare:workers'
import { assertNever } from '../../contract/assert-never.ts'
import type { ConsentId, UserId } from '../../contract/ids.ts'
import type { Restriction } from '../../contract/policy.ts'
import { pairId } from '../../domain/realtime/pair-id.ts'
import { matchQueueName, personName, personOfName, roomName } from '../names.ts'
import type { Rate } from '../../domain/limits/gcra.ts'
import type { MatchPlace, PlaceClaim } from '../../domain/matching/place.ts'
import type { MatchQueueObjects } from '../match-queue/match-rpc.ts'
import type { RoomObjects } from '../room/room-rpc.ts'
import { AlarmClock } from '../runtime/alarm-clock.ts'
import { migrate } from '../runtime/migrations.ts'
import { Outbox } from '../runtime/outbox.ts'
import { KeptAnswers } from './kept-answers.ts'
import type { OnceAsk, OnceFound, OnceSettled } from './kept-answers.ts'
import { openConsentsOf } from './own-consents.ts'
import type { OwnConsent } from './own-consents.ts'
import { ownBlocksOf, personDueAt, stepPerson } from './person-machine.ts'
import type { OwnBlock } from './person-machine.ts'
import { personMessage } from './person-messages.ts'
import type { PersonMessage } from './person-messages.ts'
import { personMigrations } from './person-migrations.ts'
import type { BlockAnswer, ClaimedPlace, PersonAct, PersonObjects, PersonRpc, PersonSaying, PersonView } from './person-rpc.ts'
import { blockedOf, restrictionsOf } from './person-run.ts'
import { restorePerson } from './person-state.ts'
import type { PersonEffect, PersonInput, PersonState } from './person-state.ts'
import { PersonStore } from './person-store.ts'

export type PersonEnv = { readonly ROOM: RoomObjects; readonly PERSON: PersonObjects; readonly MATCH_QUEUE: MatchQueueObjects }

export class Person extends DurableObject<PersonEnv> implements PersonRpc {
  readonly #clock: AlarmClock
  readonly #store: PersonStore
  readonly #outbox: Outbox
  readonly #answers: KeptAnswers
  #state: PersonState

  constructor(ctx: DurableObjectState, env: PersonEnv) {
    super(ctx, env)
    const object = ctx.id.name ?? ''
    const named = personOfName(object)
    if (named === null) throw new Error('a Person is only reached by a name made in names.ts')
    migrate(ctx.storage, personMigrations)
    this.#store = new PersonStore(ctx.storage.sql)
    this.#answers = new KeptAnswers(ctx.storage.sql)
    this.#state = restorePerson(named.app, named.id, this.#store.rows())
    const send = (_lane: string, bodies: readonly string[]): Promise<void> => this.#tell(bodies)
    this.#outbox = new Outbox({ sql: ctx.storage.sql, object, kind: 'tell', send, now: () => Date.now() })
    this.#clock = new AlarmClock(ctx.storage, object)
    void ctx.blockConcurrencyWhile(() => this.#clock.refresh())
  }

  async view(): Promise<PersonView> {
    const state = this.#state
    return { restrictions: restrictionsOf(state, Date.now()), blocked: blockedOf(state), isLoaded: state.isLoaded }
  }

  async load(restrictions: readonly Restriction[]): Promise<PersonView> {
    this.#step({ type: 'load', restrictions })
    this.ctx.waitUntil(this.#outbox.deliver())
    return this.view()
  }

  async block(peer: UserId, blocked: boolean): Promise<BlockAnswer> {
    const before = this.#state.blocks.get(peer)
    if (!blocked && before?.mine !== true) return { type: 'not_there' }
    await this.#do({ type: 'block', peer, blocked })
    const { mine, mineAt } = this.#state.blocks.get(peer) ?? { mine: false, mineAt: 0 }
    return mine === blocked ? { type: 'done', at: blocked ? mineAt : (before?.mineAt ?? mineAt) } : { type: 'too_many' }
  }

  async blocks(): Promise<readonly OwnBlock[]> {
    return ownBlocksOf(this.#state)
  }

  act(input: PersonAct): Promise<number | null> {
    return this.#do(input)
  }

  async hear(say: PersonSaying): Promise<void> {
    this.#step(say)
    this.ctx.waitUntil(this.#outbox.deliver())
  }

  async once(ask: OnceAsk): Promise<OnceFound> {
    return this.#answers.reserve(ask, Date.now())
  }

  async settle(settled: OnceSettled): Promise<void> {
    this.#answers.settle(settled, Date.now())
  }

  async claimMatch(claim: PlaceClaim, pace: Rate | null): Promise<ClaimedPlace | { readonly retryAfterMs: number }> {
    const wait = pace === null ? null : this.#step({ type: 'take', action: 'match.join', rate: pace })
    if (wait !== null) return { retryAfterMs: wait }
    this.#step({ type: 'claim_match', claim })
    const { matchPlace: place } = this.#state
    if (place === null) throw new Error('a place was claimed and is not there')
    const asOf = Date.now()
    return { place, restrictions: restrictionsOf(this.#state, asOf), blocked: blockedOf(this.#state), asOf }
  }

  async matchPlace(): Promise<MatchPlace | null> {
    return this.#state.matchPlace
  }

  async consentPeer(id: ConsentId): Promise<UserId | null> {
    return this.#state.consents.get(id)?.peer ?? null
  }

  async consents(): Promise<readonly OwnConsent[]> {
    return openConsentsOf(this.#state, Date.now())
  }

  override async alarm(): Promise<void> {
    this.#clock.rang()
    this.#step({ type: 'tick' })
    await this.#outbox.deliver()
    this.#arm()
  }

  /** With everybody told who can be told now. */
  async #do(input: PersonInput): Promise<number | null> {
    const wait = this.#step(input)
    await this.#outbox.deliver()
    this.#arm()
    return wait
  }

  #step(input: PersonInput): number | null {
    const { effects, retryAfterMs } = stepPerson(this.#state, input, Date.now())
    try {
      this.ctx.storage.transactionSync(() => {
        for (const effect of effects) this.#keep(effect)
      })
    } catch (error) {
      // The machine moved what it holds in place: it is read again.
      this.#state = restorePerson(this.#state.app, this.#state.user, this.#store.rows())
      throw error
    }
    this.#arm()
    return retryAfterMs
  }

  #keep(effect: PersonEffect): void {
    switch (effect.type) {
      case 'save_block':
        return this.#store.save('block', effect.row.peer, effect.row)
      case 'save_restriction':
        return this.#store.save('restriction', effect.row.action_id, effect.row)
      case 'drop_restriction':
        return this.#store.drop('restriction', effect.action)
      case 'save_loaded':
        return this.#store.save('loaded', '', {})
      case 'save_warning':
        return this.#store.save('warning', effect.row.action_id, effect.row)
      case 'drop_warning':
        return this.#store.drop('warning', effect.action)
      case 'save_consent':
        return this.#store.save('consent', effect.row.id, effect.row)
      case 'drop_consent':
        return this.#store.drop('consent', effect.id)
      case 'save_place':
        return this.#store.save('place', effect.row.room, effect.row)
      case 'drop_place':
        return this.#store.drop('place', effect.room)
      case 'save_match':
        return this.#store.save('match', '', effect.row)
      case 'tell':
        return this.#outbox.add(laneOf(effect.message), JSON.stringify(effect.message))
      default:
        return assertNever(effect)
    }
  }

  async #tell(bodies: readonly string[]): Promise<void> {
    for (const body of bodies) await this.#tellOne(personMessage.parse(JSON.parse(body)))
  }

  #tellOne(message: PersonMessage): Promise<void> {
    const { app } = this.#state
    switch (message.to) {
      case 'room':
        return this.env.ROOM.getByName(roomName(app, message.room)).hear({ say: message.say })
      case 'pair': {
        const [a, b] = message.users
        return this.env.ROOM.getByName(roomName(app, pairId(app, a, b))).hear({ say: message.say, users: message.users })
      }
      case 'person':
        return this.env.PERSON.getByName(personName(app, message.user)).hear(message.say)
      case 'queue':
        return this.env.MATCH_QUEUE.getByName(matchQueueName(app, message.queue, message.region)).hear(message.say)
      default:
        return assertNever(message)
    }
  }

  #arm(): void {
    const due = [personDueAt(this.#state), this.#outbox.due].filter((each) => each !== null)
    if (due.length > 0) this.#clock.wakeBy(Math.min(...due), Date.now())
  }
}

const laneOf = (message: PersonMessage): string => {
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
