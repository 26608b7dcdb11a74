/** The queue's machine by itself, with every row and letter written as text, as its object does. Two go together who share an interest. */
import { newId, roomId } from '../../contract/ids.ts'
import type { TicketId, UserId } from '../../contract/ids.ts'
import { noHistory } from '../../domain/matching/history.ts'
import { defaultMatchRules } from '../../domain/matching/match-rules.ts'
import { stepMatch } from '../../durable-objects/match-queue/match-machine.ts'
import type { MatchInput } from '../../durable-objects/match-queue/match-protocol.ts'
import { newMatchState } from '../../durable-objects/match-queue/match-state.ts'

/** Who waits here waits for somebody else: wishes are not worn off. */
const rules = { ...defaultMatchRules, relaxInterestsMs: 86_400_000, newApartMs: null, overflowMs: 86_400_000 }

export class ProstQueue {
  readonly #state = newMatchState('na', rules)
  readonly #rows = new Map<TicketId, string>()
  #letters = 0
  #ids = 0

  /** Whether the ticket is matched. */
  join(interest: string): { readonly ticket: TicketId; readonly isPaired: boolean } {
    const ticket = this.#id() as TicketId
    const person = {
      user: this.#id() as UserId,
      tier: 'member',
      restrictions: [],
      blocked: [],
      asOf: Date.now(),
      history: noHistory,
    } as const
    this.#step({ type: 'join', ticket, ...person, wishes: { languages: [], interests: [interest] } })
    return { ticket, isPaired: this.#state.tickets.get(ticket)?.standing.state === 'matched' }
  }

  /** Out again, with the one it was matched with. */
  clear(ticket: TicketId): void {
    const row = this.#state.tickets.get(ticket)
    if (row === undefined) return
    const partner = row.standing.state === 'matched' ? row.standing.partnerTicket : null
    for (const id of [ticket, partner]) {
      const user = id === null ? undefined : this.#state.tickets.get(id)?.user
      if (id !== null && user !== undefined) this.#step({ type: 'leave', ticket: id, user })
    }
  }

  get letters(): number {
    return this.#letters
  }

  /** Of people and tickets: doors make them, not the queue. */
  #id(): string {
    this.#ids += 1
    return `01939b7e-0000-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`
  }

  #step(input: MatchInput): void {
    for (const effect of stepMatch(this.#state, input, Date.now(), () => roomId.parse(newId())).effects) {
      if (effect.type === 'save') this.#rows.set(effect.row.id, JSON.stringify(effect.row))
      if (effect.type === 'drop') this.#rows.delete(effect.ticket)
      if (effect.type === 'tell') this.#letters += JSON.stringify(effect.message).length
    }
  }
}
