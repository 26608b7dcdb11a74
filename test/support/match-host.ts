/** A queue's object made of maps: rows are JSON text, messages wait in an outbox, and it can die before or after a step is durable. */
import { assertNever } from '../../contract/assert-never.ts'
import type { RoomId, TicketId, UserId } from '../../contract/ids.ts'
import { defaultMatchRules } from '../../domain/matching/match-rules.ts'
import type { MatchRules } from '../../domain/matching/match-rules.ts'
import type { Region } from '../../domain/matching/regions.ts'
import { wantsSigns } from '../../durable-objects/match-queue/match-due.ts'
import { stepMatch } from '../../durable-objects/match-queue/match-machine.ts'
import type { MatchAnswer, MatchCounted, MatchEffect, MatchInput, MatchMessage } from '../../durable-objects/match-queue/match-protocol.ts'
import { restoreMatch } from '../../durable-objects/match-queue/match-restore.ts'
import { newMatchState, ticketRow } from '../../durable-objects/match-queue/match-state.ts'
import type { MatchState, TicketRow } from '../../durable-objects/match-queue/match-state.ts'
import { ticketView } from '../../durable-objects/match-queue/match-view.ts'
import type { TicketView } from '../../durable-objects/match-queue/match-view.ts'

/** How a step can go wrong: the write fails, or the object dies just before or just after it is durable. */
export const matchMishaps = ['none', 'died before it was durable', 'died after it was durable'] as const
export type MatchMishap = (typeof matchMishaps)[number]

export class MatchHost {
  readonly region: Region
  readonly rules: MatchRules
  readonly rows = new Map<TicketId, string>()
  readonly outbox: MatchMessage[] = []
  readonly pushed: TicketView[] = []
  readonly facts: { readonly user: UserId; readonly counted: MatchCounted }[] = []
  readonly closed: TicketId[] = []
  state: MatchState
  restarts = 0
  /** How somebody waited, last. */
  readonly waited = new Map<TicketId, { readonly since: number; readonly isFront: boolean }>()
  readonly waiting = new Set<TicketId>()
  /** Who began to wait in the last step. */
  readonly began = new Set<TicketId>()
  readonly #newRoom: () => RoomId
  /** Whose sockets are open. */
  readonly #hasSocket: (ticket: TicketId) => boolean

  constructor(
    region: Region,
    newRoom: () => RoomId,
    rules: MatchRules = defaultMatchRules,
    hasSocket: (ticket: TicketId) => boolean = () => false,
  ) {
    this.region = region
    this.rules = rules
    this.#newRoom = newRoom
    this.#hasSocket = hasSocket
    this.state = newMatchState(region, rules)
  }

  /** Null: the object died, and who asked heard nothing. */
  input(input: MatchInput, now: number, mishap: MatchMishap = 'none'): MatchAnswer | null {
    this.began.clear()
    const { effects, answer } = stepMatch(this.state, input, now, this.#newRoom)
    if (mishap === 'none') {
      for (const effect of effects) this.#keep(effect)
      for (const effect of effects) this.#say(effect, now)
      return answer
    }
    if (mishap === 'died after it was durable') for (const effect of effects) this.#keep(effect)
    this.restart(now)
    return null
  }

  /** Everything that is due, at its moment. */
  tick(now: number): void {
    const signs = new Map(wantsSigns(this.state, now).flatMap((id) => (this.#hasSocket(id) ? [[id, now] as const] : [])))
    this.input({ type: 'tick', signs }, now)
  }

  restart(now: number): void {
    this.restarts += 1
    this.state = restoreMatch(this.region, this.rules, this.stored, now)
  }

  get stored(): TicketRow[] {
    return [...this.rows.values()].map((text) => ticketRow.parse(JSON.parse(text)))
  }

  view(ticket: TicketId, now: number): TicketView {
    const row = this.state.tickets.get(ticket)
    if (row === undefined) throw new Error('there is no such ticket')
    return ticketView(this.state, row, now)
  }

  /** What was told since the last time. */
  mail(): MatchMessage[] {
    return this.outbox.splice(0)
  }

  #keep(effect: MatchEffect): void {
    switch (effect.type) {
      case 'save':
        this.#mustRise(effect.row)
        this.waiting.delete(effect.row.id)
        if (effect.row.standing.state === 'waiting') {
          this.waiting.add(effect.row.id)
          this.waited.set(effect.row.id, effect.row.standing)
          this.began.add(effect.row.id)
        }
        return void this.rows.set(effect.row.id, JSON.stringify(effect.row))
      case 'drop':
        return void this.rows.delete(effect.ticket)
      case 'tell':
        return void this.outbox.push(effect.message)
      case 'fact':
        return void this.facts.push(effect)
      case 'push':
      case 'close':
        return
      default:
        return assertNever(effect)
    }
  }

  #mustRise({ id, version }: TicketRow): void {
    const kept = this.rows.get(id)
    if (kept !== undefined && ticketRow.parse(JSON.parse(kept)).version >= version) throw new Error('[MQ14] a move without a new version')
  }

  #say(effect: MatchEffect, now: number): void {
    if (effect.type === 'push' && this.state.tickets.has(effect.ticket)) this.pushed.push(this.view(effect.ticket, now))
    if (effect.type === 'close') this.closed.push(effect.ticket)
  }
}
