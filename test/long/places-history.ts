/** People who look for a room, rooms that come about late or never, fill and end, and a Lobby that is restarted: each answer is held to lists. */
import { lobbyDueAt } from '../../durable-objects/lobby/lobby-machine.ts'
import type { Place } from '../../durable-objects/lobby/lobby-state.ts'
import { lobbyLimits } from '../../durable-objects/lobby/lobby-state.ts'
import { Hall } from '../support/lobby-host.ts'
import type { Random } from './random.ts'

type Known = { readonly room: number; readonly until: number }
type Report = Known & { readonly isOpen: boolean; readonly people: readonly number[] }

/** What the rules say there is. */
class Lists {
  reserved: Known[] = []
  promised: (Known & { readonly person: number })[] = []
  readonly reports = new Map<number, Report>()

  /** Rooms that this person may be told of, with how many others are expected there. */
  expected(person: number, without: readonly number[], now: number): Map<number, number> {
    const open = [...this.reports.values()].filter(({ isOpen, until }) => isOpen && until > now)
    const reserved = this.reserved.filter(({ until }) => until > now)
    const known = [...reserved.map(({ room }) => [room, 0] as const), ...open.map(({ room, people }) => [room, people.length] as const)]
    const coming = (room: number): number =>
      this.promised.filter((each) => each.room === room && each.until > now && each.person !== person).length
    return new Map(known.filter(([room]) => !without.includes(room)).map(([room, count]) => [room, count + coming(room)]))
  }

  told(person: number, room: number, isNew: boolean, without: readonly number[], now: number): void {
    this.reserved = this.reserved.filter((each) => !without.includes(each.room) && each.until > now)
    if (isNew) this.reserved.push({ room, until: now + lobbyLimits.reservedMs })
    this.promised = this.promised.filter((each) => each.person !== person && each.until > now)
    const isThere = this.reports.get(room)?.people.includes(person) === true
    if (!isThere) this.promised.push({ person, room, until: now + lobbyLimits.promiseMs })
  }

  report(report: Report): void {
    this.reports.set(report.room, report)
    this.promised = this.promised.filter(({ person, room }) => room !== report.room || !report.people.includes(person))
    if (report.isOpen) this.reserved = this.reserved.filter(({ room }) => room !== report.room)
  }

  get rooms(): number[] {
    return [...new Set([...this.reserved.map(({ room }) => room), ...this.reports.keys()])]
  }
}

const numberOf = ({ room }: Place): number => Number.parseInt(room.slice(-12), 16)

/** In words what is wrong with an answer; null when nothing is. */
const faultOf = (place: Place | null, fresh: number, max: number, expected: ReadonlyMap<number, number>): string | null => {
  if (place === null) return 'no room at all'
  const room = numberOf(place)
  const [best] = [...expected].filter(([, count]) => count < max).toSorted(([a, x], [b, y]) => y - x || a - b)
  if (room === fresh) return best === undefined ? null : `a second room, beside ${best.join(' with ')}`
  if (best?.[0] === room) return null
  return `${room} with ${expected.get(room) ?? 'nobody, which is not there'}, not ${best?.join(' with ') ?? 'a new one'}`
}

export class PlacesHistory {
  readonly counts = { reserved: 0, toldOfReserved: 0, toldOfOpen: 0, expired: 0, givenUp: 0, full: 0, restarts: 0 }
  readonly #random: Random
  readonly #max: number
  readonly #hall = new Hall()
  readonly #lists = new Lists()
  #next = 1_000

  constructor(random: Random) {
    this.#random = random
    this.#max = random.int(1, 5)
  }

  /** In words what was wrong; null when nothing was. */
  step(): string | null {
    const [random, hall] = [this.#random, this.#hall]
    hall.now += random.chance(0.01) ? random.int(5_000, 20_000) : random.int(0, 400)
    if (random.chance(0.005)) this.#restart()
    if ((lobbyDueAt(hall.state) ?? Number.POSITIVE_INFINITY) <= hall.now && random.chance(0.3)) hall.input({ type: 'tick' })
    const [first, ...others] = this.#lists.rooms
    const isReport = first !== undefined && random.chance(0.3)
    const fault = isReport ? this.#report(random.pick([first, ...others])) : this.#ask()
    const isKept = [...hall.reserved.keys()].join() === [...hall.state.reserved.keys()].join()
    return fault ?? (isKept ? null : 'rows and memory differ')
  }

  /** Who was promised what is in memory alone. */
  #restart(): void {
    this.counts.restarts += 1
    this.#hall.restart()
    this.#lists.promised = []
  }

  #ask(): string | null {
    const [hall, lists] = [this.#hall, this.#lists]
    const person = this.#random.int(1, 40)
    const without = lists.rooms.filter(() => this.#random.chance(0.03))
    const fresh = (this.#next += 1)
    const expected = lists.expected(person, without, hall.now)
    const place = hall.place(person, fresh, { max: this.#max, without })
    this.#count(place, fresh, expected, without)
    const fault = faultOf(place, fresh, this.#max, expected)
    if (place !== null) lists.told(person, numberOf(place), numberOf(place) === fresh, without, hall.now)
    return fault === null ? null : `${person} is told ${fault}`
  }

  #count(place: Place | null, fresh: number, expected: ReadonlyMap<number, number>, without: readonly number[]): void {
    const { counts } = this
    const { reserved } = this.#lists
    counts.givenUp += reserved.filter(({ room }) => without.includes(room)).length
    counts.expired += reserved.filter(({ until }) => until <= this.#hall.now).length
    if ([...expected.values()].some((count) => count >= this.#max)) counts.full += 1
    if (place === null) return
    if (numberOf(place) === fresh) counts.reserved += 1
    else if (place.isReserved) counts.toldOfReserved += 1
    else counts.toldOfOpen += 1
  }

  /** Of those who were told of the room some come in; others leave; now and then it ends. */
  #report(room: number): null {
    const [random, lists] = [this.#random, this.#lists]
    const isOver = random.chance(0.08)
    const before = (lists.reports.get(room)?.people ?? []).filter(() => random.chance(0.8))
    const coming = lists.promised.filter((each) => each.room === room && random.chance(0.8)).map(({ person }) => person)
    const people = isOver ? [] : [...new Set([...before, ...coming])].slice(0, this.#max)
    const isOpen = !isOver && random.chance(0.95)
    this.#hall.room(room, (this.#next += 1), people, { isOpen })
    lists.report({ room, isOpen, people, until: this.#hall.now + lobbyLimits.roomMs })
    return null
  }
}
