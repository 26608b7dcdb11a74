/**
 * Thousands of people in the queues of three regions, with all that can happen to them: drops, double joins, skips, blocks, bans, quarantine,
 * matches that nobody confirms, rooms that end, messages that come late and twice, objects that die. Who goes with whom is judged here anew,
 * by plain words and over everybody who waits, and not by the machine's own lists.
 */
import { EmptyBTree } from 'sorted-btree'
import type { RoomId, TicketId, UserId } from '../../contract/ids.ts'
import { roomId, ticketId, userId } from '../../contract/ids.ts'
import type { Restriction, Tier } from '../../contract/policy.ts'
import { defaultMatchRules } from '../../domain/matching/match-rules.ts'
import { claimed, placeMoved, placeOver } from '../../domain/matching/place.ts'
import type { MatchPlace } from '../../domain/matching/place.ts'
import type { Region } from '../../domain/matching/regions.ts'
import type { Wishes } from '../../domain/matching/wishes.ts'
import type { MatchMessage, MatchRoomSaying } from '../../durable-objects/match-queue/match-protocol.ts'
import type { TicketRow } from '../../durable-objects/match-queue/match-state.ts'
import { MatchHost } from '../support/match-host.ts'
import { seeded } from './random.ts'
import type { Random } from './random.ts'

export class BrokenMatch extends Error {}
const must = (holds: boolean, rule: string): void => {
  if (!holds) throw new BrokenMatch(rule)
}

type Person = {
  readonly id: UserId
  readonly tier: Tier
  readonly wishes: Wishes
  readonly region: Region
  place: MatchPlace | null
  isThere: boolean
  restriction: 'none' | 'ban' | 'quarantine'
  /** Rises with every word about this person. */
  asOf: number
  readonly blocked: Set<UserId>
  readonly blockedBy: Set<UserId>
  /** Partners as they were, newest last. */
  met: UserId[]
  cooldownUntil: number
}

type Room = { readonly id: RoomId; readonly host: MatchHost; readonly parties: readonly UserId[]; state: 'creating' | 'active' | 'over' }

const regions: readonly [Region, ...Region[]] = ['na', 'eu', 'as']
/** Wishes last long enough for many to wait side by side. */
const rules = {
  ...defaultMatchRules,
  relaxInterestsMs: 20_000,
  relaxLanguagesMs: 45_000,
  newApartMs: 30_000,
  overflowMs: 15_000,
  overflowUpTo: 200,
}
const languages = Array.from({ length: 30 }, (_, i) => `l${i}`)

export type MatchTotals = Record<
  'steps' | 'joins' | 'pairs' | 'sessions' | 'skips' | 'missed' | 'left' | 'moved' | 'split' | 'restarts' | 'waitingPeak' | 'rejoins',
  number
>

export class MatchSimulation {
  readonly totals: MatchTotals = {
    steps: 0,
    joins: 0,
    pairs: 0,
    sessions: 0,
    skips: 0,
    missed: 0,
    left: 0,
    moved: 0,
    split: 0,
    restarts: 0,
    waitingPeak: 0,
    rejoins: 0,
  }
  readonly #random: Random
  readonly #people: Person[]
  readonly #byUser = new Map<UserId, Person>()
  /** The last version that the owner of a ticket heard of, over all regions. */
  readonly #versions = new Map<TicketId, number>()
  readonly #owner = new Map<TicketId, Person>()
  readonly #hosts: readonly MatchHost[]
  readonly #rooms = new Map<RoomId, Room>()
  /** The session each is in, as the rooms know it. */
  readonly #inRoom = new Map<UserId, Room>()
  /** What will happen, by when; a fraction of a ms tells those of one ms apart. */
  readonly #agenda = EmptyBTree.clone() as {
    set(at: number, act: () => void): boolean
    delete(at: number): boolean
    minKey(): number | undefined
    get(at: number): (() => void) | undefined
    has(at: number): boolean
  }
  #now = 1_795_000_000_000
  #ids = 0
  #checkedAt = 0

  constructor(seed: number, people: number) {
    this.#random = seeded(seed)
    this.#hosts = regions.map(
      (region) =>
        new MatchHost(
          region,
          () => roomId.parse(this.#id('c')),
          rules,
          (id) => this.#owner.get(id)?.isThere === true,
        ),
    )
    this.#people = Array.from({ length: people }, () => this.#person())
    for (const person of this.#people) {
      this.#byUser.set(person.id, person)
      this.#in(this.#random.int(0, 600_000), () => this.#live(person))
    }
  }

  run(steps: number): string | null {
    try {
      while (this.totals.steps < steps) this.#next()
      return null
    } catch (cause) {
      if (cause instanceof BrokenMatch) return `step ${this.totals.steps}: ${cause.message}`
      throw cause
    }
  }

  #id(family: string): string {
    this.#ids += 1
    return `${family.padEnd(8, '0')}-0000-7000-8000-${this.#ids.toString(16).padStart(12, '0')}`
  }

  #person(): Person {
    const random = this.#random
    const some = (from: readonly string[], most: number): string[] => [
      ...new Set(Array.from({ length: random.int(0, most) }, () => from[random.int(0, from.length - 1)] ?? '')),
    ]
    return {
      id: userId.parse(this.#id('b')),
      tier: random.pick(['new', 'member', 'member', 'trusted'] as const),
      wishes: {
        languages: some(languages, 2),
        interests: some(
          Array.from({ length: 40 }, (_, i) => `interest ${i}`),
          3,
        ),
      },
      region: random.pick(regions),
      place: null,
      isThere: true,
      restriction: 'none',
      asOf: 0,
      blocked: new Set(),
      blockedBy: new Set(),
      met: [],
      cooldownUntil: 0,
    }
  }

  #in(ms: number, act: () => void): void {
    let at = this.#now + ms
    while (this.#agenda.has(at)) at += 1 / 256
    this.#agenda.set(at, act)
  }

  /** The next thing that happens: something due in a queue, or something that people do. */
  #next(): void {
    this.totals.steps += 1
    const at = this.#agenda.minKey() ?? this.#now
    const [host] = this.#hosts.toSorted((a, b) => (a.state.deadlines.next ?? Infinity) - (b.state.deadlines.next ?? Infinity))
    const due = host?.state.deadlines.next ?? null
    if (host !== undefined && due !== null && due <= at) {
      this.#now = Math.max(this.#now, due)
      this.#tick(host)
      return
    }
    this.#now = Math.max(this.#now, Math.floor(at))
    const act = this.#agenda.get(at)
    this.#agenda.delete(at)
    act?.()
    const isSettled = this.#hosts.every(({ state }) => (state.deadlines.next ?? Infinity) > this.#now)
    if (this.totals.steps % 2_000 < 100 && isSettled && this.#checkedAt < this.totals.steps - 500) this.#checkAll()
  }

  #tick(host: MatchHost): void {
    const before = new Map(
      host.state.deadlines.dueBy(this.#now).flatMap((id) => {
        const row = host.state.tickets.get(id)
        return row?.standing.state === 'matched' ? [[id, row] as const] : []
      }),
    )
    this.#input(host, () => host.tick(this.#now))
    for (const [id, row] of before)
      if (
        row.standing.state === 'matched' &&
        row.standing.confirmBy <= this.#now &&
        host.state.tickets.get(id)?.standing.state !== 'matched'
      )
        this.totals.missed += 1
    must((host.state.deadlines.next ?? Infinity) > this.#now, '[MQ13] a tick leaves something due')
  }

  /** A step of a queue, and everything that must be true of what it did. */
  #input<T>(host: MatchHost, act: () => T): T {
    const before = host.outbox.length
    const answer = act()
    for (const message of host.outbox.slice(before)) this.#judge(host, message)
    for (const view of host.pushed.splice(0)) {
      must(view.version >= (this.#versions.get(view.id) ?? 0), '[MQ14] a ticket went back')
      this.#versions.set(view.id, view.version)
      this.#hears(view.id, view.state)
    }
    for (const message of host.mail()) this.#post(host, message)
    this.totals.waitingPeak = Math.max(this.totals.waitingPeak, host.state.waiting.size)
    return answer
  }

  #judge(host: MatchHost, { to, ...message }: MatchMessage): void {
    if (to !== 'room' || !('say' in message)) return
    const { say } = message as { say: MatchRoomSaying }
    if (say.type !== 'match_made') return
    const [a, b] = say.pair.parties.map((user) => this.#byUser.get(user))
    if (a === undefined || b === undefined) throw new BrokenMatch('[MQ4] a match of nobody')
    this.totals.pairs += 1
    must(a !== b, '[MQ4] matched with oneself')
    for (const [one, other] of [
      [a, b],
      [b, a],
    ] as const) {
      must(!one.met.slice(-rules.recentPartners).includes(other.id), '[MQ4] matched with one of the last partners')
      must(one.cooldownUntil <= this.#now, '[MQ9] matched during the cooldown')
      must(this.#liveTickets(one).length <= 1, '[MQ1] two tickets')
    }
    a.met = [...a.met.filter((each) => each !== b.id), b.id]
    b.met = [...b.met.filter((each) => each !== a.id), a.id]
    const [rowA, rowB] = [this.#rowOn(host, a), this.#rowOn(host, b)]
    // Somebody may have been taken out again in the same step.
    if (rowA?.standing.state !== 'matched' || rowB?.standing.state !== 'matched') return
    must(rowA.standing.session === say.pair.session && rowB.standing.session === say.pair.session, '[MQ5] one session for both')
    must(rowA.standing.partner === b.id && rowB.standing.partner === a.id, '[MQ5] both or neither')
    must(!rowA.blocked.includes(b.id) && !rowB.blocked.includes(a.id), '[MQ4] matched over a block')
    must(!isBanned(rowA) && !isBanned(rowB), '[MQ4] a banned person was matched')
    must(isQuarantined(rowA) === isQuarantined(rowB), '[MQ4] quarantine is for its own')
    if (this.totals.pairs % 4 === 0) this.#judgeOrder(host, rowA, rowB)
  }

  /** Of those who go with who looked, nobody who waits on comes before who was found. */
  #judgeOrder(host: MatchHost, seeker: TicketRow, found: TicketRow): void {
    const order = host.waited.get(found.id)
    const met = this.#byUser.get(seeker.user)?.met ?? []
    if (order === undefined) return
    // As it was before this match.
    const recent = met.slice(0, -1).slice(-rules.recentPartners)
    const looking = { ...seeker, history: { ...seeker.history, recent: recent.map((user) => ({ user, at: 0 })) } }
    for (const id of host.waiting) {
      const row = host.state.tickets.get(id)
      if (row === undefined) continue
      const { standing, ...other } = row
      if (standing.state !== 'waiting' || host.began.has(other.id) || !this.#fit(looking, { ...other, standing })) continue
      const isAhead = standing.isFront === order.isFront ? standing.since < order.since : standing.isFront
      if (isAhead) console.log(JSON.stringify({ now: this.#now, seeker, found, order, other, standing }))
      must(!isAhead, '[MQ7] somebody who waited longer was passed over')
    }
  }

  #rowOn(host: MatchHost, person: Person): TicketRow | undefined {
    return person.place === null ? undefined : host.state.tickets.get(person.place.ticket)
  }

  #liveTickets({ id }: Person): TicketRow[] {
    return this.#hosts.flatMap(({ state }) => {
      const ticket = state.byUser.get(id)
      const row = ticket === undefined ? undefined : state.tickets.get(ticket)
      return row === undefined || row.standing.state === 'left' || row.standing.state === 'moved' ? [] : [row]
    })
  }

  /** On its way: late, twice, but in order for each receiver. */
  #post(from: MatchHost, message: MatchMessage): void {
    // Messages to one receiver keep their order, because each takes as long as the one before or the receiver reads by time.
    const deliver = (): void => this.#deliver(from, message)
    deliver()
    if (this.#random.chance(0.05)) this.#in(this.#random.int(0, 200), deliver)
  }

  #deliver(from: MatchHost, message: MatchMessage): void {
    switch (message.to) {
      case 'room':
        return this.#room(from, message.room, message.say)
      case 'person': {
        const person = this.#byUser.get(message.user)
        if (person?.place === null || person?.place === undefined) return
        const { say } = message
        if (say.type === 'match_moved') this.totals.moved += 1
        person.place =
          say.type === 'match_over' ? placeOver(person.place, say.ticket, say.history) : placeMoved(person.place, say.ticket, say.region)
        return
      }
      case 'queue': {
        const host = this.#host(message.region)
        this.#input(host, () => host.input(message.say, this.#now))
        return
      }
    }
  }

  #host(region: Region): MatchHost {
    const found = this.#hosts.find((host) => host.region === region)
    if (found === undefined) throw new Error(`no queue in ${region}`)
    return found
  }

  #room(host: MatchHost, id: RoomId, say: MatchRoomSaying): void {
    const room = this.#rooms.get(id)
    if (say.type === 'match_made') {
      if (room === undefined) this.#rooms.set(id, { id, host, parties: say.pair.parties, state: 'creating' })
      return
    }
    if (room === undefined || room.state === 'over') return
    if (say.type !== 'match_confirmed') {
      room.state = 'over'
      this.totals.split += 1
      return
    }
    if (room.state === 'active') return
    room.state = 'active'
    this.totals.sessions += 1
    for (const user of room.parties) {
      const before = this.#inRoom.get(user)
      must(before === undefined || before.state === 'over', '[MQ1] two sessions at once')
      this.#inRoom.set(user, room)
    }
  }

  /** A person of the queue hears how the ticket stands, and does something or not. */
  #hears(ticket: TicketId, state: string): void {
    const person = this.#owner.get(ticket)
    if (person === undefined) return
    const random = this.#random
    if (state === 'matched' && random.chance(0.9)) this.#in(random.int(0, 4_000), () => this.#say(person, 'confirm'))
    if (state === 'matched' && random.chance(0.1)) this.#in(random.int(0, 4_000), () => this.#say(person, 'confirm'))
    if (state === 'confirmed') this.#in(random.int(1_000, 90_000), () => this.#afterAWhile(person))
    if (state === 'left') {
      this.totals.left += 1
      this.#in(random.int(0, 60_000), () => this.#live(person))
    }
  }

  #afterAWhile(person: Person): void {
    const dice = this.#random.int(0, 99)
    if (dice < 45) this.#say(person, 'skip')
    else if (dice < 55) this.#say(person, 'leave')
    else if (dice < 85) this.#goFromRoom(person)
  }

  #goFromRoom(person: Person): void {
    const row = this.#liveTickets(person)[0]
    if (row?.standing.state !== 'confirmed') return
    const room = this.#rooms.get(row.standing.session)
    if (room === undefined || room.state === 'over') return
    room.state = 'over'
    const gone = this.#random.chance(0.1) ? [] : this.#random.chance(0.1) ? [...room.parties] : [person.id]
    const say = { type: 'session_over', session: room.id, users: room.parties, gone } as const
    const deliver = (): void => void this.#input(room.host, () => room.host.input(say, this.#now))
    this.#in(this.#random.int(0, 300), deliver)
    if (this.#random.chance(0.1)) this.#in(this.#random.int(0, 600), deliver)
  }

  #say(person: Person, type: 'confirm' | 'skip' | 'leave'): void {
    if (person.place === null) return
    const { ticket } = person.place
    for (const host of this.#hosts) {
      const row = host.state.tickets.get(ticket)
      if (row === undefined || row.standing.state === 'moved') continue
      const wasTogether = row.standing.state === 'matched' || row.standing.state === 'confirmed'
      const mishap = this.#mishap(host)
      this.#input(host, () => host.input({ type, ticket, user: person.id }, this.#now, mishap))
      const after = host.state.tickets.get(ticket)
      if (type === 'skip' && wasTogether && after?.standing.state === 'cooldown') {
        this.totals.skips += 1
        must(after.standing.until >= this.#now + rules.cooldownMs, '[MQ9] the cooldown is shorter than it may be')
        person.cooldownUntil = after.standing.until
      }
    }
  }

  #mishap(host: MatchHost): 'none' | 'died before it was durable' | 'died after it was durable' {
    if (!this.#random.chance(0.002)) return 'none'
    this.totals.restarts += 1
    if (this.#random.chance(0.2)) host.restart(this.#now)
    return this.#random.pick(['died before it was durable', 'died after it was durable'] as const)
  }

  /** Something a person does of their own, and later something else. */
  #live(person: Person): void {
    const random = this.#random
    const dice = random.int(0, 99)
    if (dice < 60) this.#join(person)
    else if (dice < 66) {
      // A double tap, or two devices at once.
      this.#join(person)
      this.#join(person)
    } else if (dice < 72) this.#vanish(person)
    else if (dice < 80) this.#block(person)
    else if (dice < 84) this.#restrict(person)
    else if (dice < 86 && random.chance(0.1)) {
      const host = this.#hosts[random.int(0, this.#hosts.length - 1)]
      host?.restart(this.#now)
      this.totals.restarts += 1
    } else this.#say(person, random.pick(['confirm', 'skip', 'leave'] as const))
    if (random.chance(0.5)) this.#in(random.int(100, 300_000), () => this.#live(person))
  }

  /** As the door does it: the person's object gives out the place, the queue of that place takes the ticket. */
  #join(person: Person, tries = 0): void {
    const before = person.place
    person.isThere = true
    person.place = claimed(person.place, { ticket: ticketId.parse(this.#id('d')), queue: 'random', region: person.region })
    const { ticket, region, history } = person.place
    this.#owner.set(ticket, person)
    if (person.place === before) this.totals.rejoins += 1
    else this.totals.joins += 1
    const input = {
      type: 'join',
      ticket,
      user: person.id,
      tier: person.tier,
      restrictions: restrictionsOf(person),
      blocked: blockedOf(person),
      asOf: person.asOf,
      wishes: person.wishes,
      history,
    } as const
    const send = (to: MatchHost): void => {
      const answer = this.#input(to, () => to.input(input, this.#now, this.#mishap(to)))
      if (answer?.type === 'elsewhere') return send(this.#host(answer.region))
      if (answer?.type === 'ticket' && answer.ticket.state === 'left' && person.restriction !== 'ban' && tries < 2)
        this.#join(person, tries + 1)
      if (answer?.type === 'ticket' && answer.ticket.state !== 'left')
        must(answer.ticket.id === ticket, '[MQ1] joining again is another ticket')
    }
    const host = this.#host(region)
    if (this.#random.chance(0.2)) this.#in(this.#random.int(0, 500), () => send(host))
    else send(host)
  }

  /** The page is gone: what is left of the ticket is the queue's to find. */
  #vanish(person: Person): void {
    person.isThere = false
  }

  #block(person: Person): void {
    const random = this.#random
    const row = this.#liveTickets(person)[0]
    const together =
      row !== undefined && 'partner' in row.standing && random.chance(0.5) ? this.#byUser.get(row.standing.partner) : undefined
    const other = together ?? this.#people[random.int(0, this.#people.length - 1)]
    if (other === undefined || other === person) return
    const isBlocked = person.blocked.has(other.id)
    if (isBlocked) person.blocked.delete(other.id)
    else person.blocked.add(other.id)
    if (isBlocked) other.blockedBy.delete(person.id)
    else other.blockedBy.add(person.id)
    this.#word(person)
    this.#in(random.int(0, 500), () => this.#word(other))
  }

  #restrict(person: Person): void {
    person.restriction = person.restriction === 'none' ? this.#random.pick(['ban', 'quarantine', 'quarantine'] as const) : 'none'
    this.#word(person)
    if (person.restriction === 'ban') this.#in(this.#random.int(1_000, 600_000), () => this.#lift(person))
  }

  #lift(person: Person): void {
    person.restriction = 'none'
    this.#word(person)
    this.#in(this.#random.int(0, 1_000), () => this.#live(person))
  }

  /** A person's object tells the queue of its place how things are now. */
  #word(person: Person): void {
    person.asOf += 1
    if (person.place === null || person.place.isOver) return
    const say = {
      type: 'person_moved',
      user: person.id,
      restrictions: restrictionsOf(person),
      blocked: blockedOf(person),
      asOf: person.asOf,
    } as const
    const host = this.#host(person.place.region)
    const deliver = (): void => void this.#input(host, () => host.input(say, this.#now))
    deliver()
    if (this.#random.chance(0.1)) this.#in(this.#random.int(0, 1_000), deliver)
  }

  /** Everything at once: rows and memory say the same, pairs are whole, nobody waits beside somebody who fits, no ticket is lost. */
  #checkAll(): void {
    this.#checkedAt = this.totals.steps
    for (const host of this.#hosts) this.#checkHost(host)
    for (const person of this.#people) {
      const live = this.#liveTickets(person)
      must(live.length <= 1, '[MQ1] two tickets of one person')
      if (live[0] === undefined) continue
      must(person.place?.isOver === false && person.place.ticket === live[0].id, '[MQ1] a ticket that its person does not know')
      must(this.#found(person)?.id === live[0].id, '[MQ8] a ticket is lost')
    }
  }

  /** As a door finds it. */
  #found({ place }: Person): TicketRow | undefined {
    if (place === null) return undefined
    for (let at: Region | null = place.region; at !== null;) {
      const row: TicketRow | undefined = this.#host(at).state.tickets.get(place.ticket)
      if (row?.standing.state !== 'moved') return row
      at = row.standing.to
    }
    return undefined
  }

  #checkHost(host: MatchHost): void {
    const { state, region } = host
    must(isKept(host), '[MQ12] rows are another queue')
    const waiting = [...state.tickets.values()].filter((row) => row.standing.state === 'waiting')
    must(waiting.length === state.waiting.size, `[MQ7] the list of ${region} has others than those who wait`)
    for (const row of state.tickets.values()) {
      if (!('partnerTicket' in row.standing)) continue
      const partner = state.tickets.get(row.standing.partnerTicket)?.standing
      must(
        partner?.state === row.standing.state &&
          'partnerTicket' in partner &&
          partner.partnerTicket === row.id &&
          partner.session === row.standing.session,
        '[MQ5] half of a pair',
      )
      const room = this.#rooms.get(row.standing.session)
      must(room !== undefined && (row.standing.state !== 'matched' || room.state !== 'active'), '[MQ5] a pair without its room')
    }
    for (const [i, a] of waiting.entries())
      for (const b of waiting.slice(i + 1)) must(!this.#fit(a, b), `[MQ6] two wait in ${region} who go together`)
  }

  /** Whether two go together now, in plain words. */
  #fit(a: TicketRow, b: TicketRow): boolean {
    if (a.user === b.user || a.blocked.includes(b.user) || b.blocked.includes(a.user)) return false
    if (a.history.recent.some(({ user }) => user === b.user) || b.history.recent.some(({ user }) => user === a.user)) return false
    // What is due in this very moment may still be to come.
    const waited = (row: TicketRow): number => (row.standing.state === 'waiting' ? this.#now - row.standing.since : row.waitedMs) - 1
    const may = (wishes: readonly string[], row: TicketRow, ms: number): boolean => wishes.length === 0 || waited(row) >= ms
    const agree = (of: 'languages' | 'interests', ms: number): boolean =>
      a[of].some((each) => b[of].includes(each)) || (may(a[of], a, ms) && may(b[of], b, ms))
    const isNew = (row: TicketRow): boolean => row.tier === 'new'
    const trust =
      isQuarantined(a) || isQuarantined(b)
        ? isQuarantined(a) && isQuarantined(b)
        : isNew(a) === isNew(b) || Math.min(waited(a), waited(b)) >= (rules.newApartMs ?? Infinity)
    return trust && agree('languages', rules.relaxLanguagesMs) && agree('interests', rules.relaxInterestsMs)
  }
}

/** Whether what is stored is what is held. */
const isKept = ({ state, rows }: MatchHost): boolean =>
  rows.size === state.tickets.size && [...rows].every(([id, text]) => text === JSON.stringify(state.tickets.get(id)))

const restriction = (kind: 'ban' | 'quarantine'): Restriction => ({ kind, action_id: kind, session_id: null, expires_at: null })
const restrictionsOf = (person: Person): Restriction[] => (person.restriction === 'none' ? [] : [restriction(person.restriction)])
const blockedOf = (person: Person): UserId[] => [...new Set([...person.blocked, ...person.blockedBy])]
const isBanned = (row: TicketRow): boolean => row.restrictions.some(({ kind }) => kind === 'ban')
const isQuarantined = (row: TicketRow): boolean => row.restrictions.some(({ kind }) => kind === 'quarantine')
