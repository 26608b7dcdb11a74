/**
 * The state of a queue: in memory, moved by the machine, and in SQLite before anything that hangs on it is said. What both have confirmed is
 * pushed when the room has heard so: who is told to come finds it open.
 */
import { assertNever } from '../../contract/assert-never.ts'
import { newId, roomId } from '../../contract/ids.ts'
import type { TicketId } from '../../contract/ids.ts'
import { closeCodes } from '../../contract/socket.ts'
import { defaultMatchRules, rulesOfMode } from '../../domain/matching/match-rules.ts'
import type { Region } from '../../domain/matching/regions.ts'
import type { MatchMail } from './match-mail.ts'
import { stepMatch } from './match-machine.ts'
import type { MatchAnswer, MatchEffect, MatchInput } from './match-protocol.ts'
import { restoreMatch } from './match-restore.ts'
import type { QueueSetup } from './match-rpc.ts'
import type { MatchSockets } from './match-sockets.ts'
import type { MatchState } from './match-state.ts'
import type { MatchStore } from './match-store.ts'
import { ticketView } from './match-view.ts'

type Deps = {
  readonly storage: Pick<DurableObjectStorage, 'transactionSync'>
  readonly store: MatchStore
  readonly mail: MatchMail
  readonly sockets: MatchSockets
  readonly queue: string
  readonly region: Region
  /** For what goes on after the answer. */
  readonly waitUntil: (work: Promise<void>) => void
}

export class MatchKeeper {
  readonly #deps: Deps
  #state: MatchState | null = null

  constructor(deps: Deps) {
    this.#deps = deps
  }

  get state(): MatchState {
    return (this.#state ??= this.#stored())
  }

  learn(setup: QueueSetup): void {
    if (this.#deps.store.learn(setup)) this.state.rules = rulesOfMode(setup.mode)
  }

  step(input: MatchInput, now: number): MatchAnswer {
    const { effects, answer } = stepMatch(this.state, input, now, () => roomId.parse(newId()))
    try {
      this.#deps.storage.transactionSync(() => {
        for (const effect of effects) this.#keep(effect, now)
      })
    } catch (error) {
      // The machine moved what it holds in place: it is read again.
      this.#state = null
      throw error
    }
    const say = (): void => {
      for (const effect of effects) this.#say(effect)
    }
    const isOpening = effects.some(
      (effect) => effect.type === 'tell' && effect.message.to === 'room' && effect.message.say.type === 'match_confirmed',
    )
    if (isOpening) this.#deps.waitUntil(this.#deps.mail.deliverTells().then(say))
    else say()
    return answer
  }

  pushTo(ticket: TicketId): void {
    const { sockets, queue } = this.#deps
    const row = this.state.tickets.get(ticket)
    if (row !== undefined) sockets.push(ticket, { t: 'ticket', queue, ...ticketView(this.state, row, Date.now()) })
  }

  #stored(): MatchState {
    const { store, region } = this.#deps
    const setup = store.setup()
    return restoreMatch(region, setup === null ? defaultMatchRules : rulesOfMode(setup.mode), store.rows(), Date.now())
  }

  #keep(effect: MatchEffect, now: number): void {
    const { store, mail } = this.#deps
    switch (effect.type) {
      case 'save':
        return store.save(effect.row)
      case 'drop':
        return store.drop(effect.ticket)
      case 'tell':
        return mail.tell(effect.message)
      case 'fact':
        return mail.fact(effect.user, effect.counted, now)
      case 'push':
      case 'close':
        return
      default:
        return assertNever(effect)
    }
  }

  #say(effect: MatchEffect): void {
    const { sockets } = this.#deps
    if (effect.type === 'push') this.pushTo(effect.ticket)
    if (effect.type !== 'close') return
    if (effect.moved) sockets.close(effect.ticket, closeCodes.restart, 'retry_after_ms=0')
    else sockets.close(effect.ticket, closeCodes.done, 'left')
  }
}
