/**
 * Two people, their pair, the party they are in, and the private calls they make: several objects with messages between them that come late,
 * twice and after deaths, all from one seed. What the doors do is done here as they do it. Whoever gets into a call, or gets media for one,
 * is held against the pair's rows at that moment.
 */
import type { RoomId } from '../../contract/ids.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'
import type { ConsentRecord } from '../../domain/realtime/consent-chain.ts'
import { consentLimits, consentMoves } from '../../domain/realtime/consent-chain.ts'
import { consentIn, factsOfConsent } from '../../durable-objects/room/pair-steps.ts'
import { asDoer } from '../../durable-objects/room/room-policy.ts'
import type { RoomAnswer, RoomInput, RoomMessage } from '../../durable-objects/room/room-protocol.ts'
import { consentRow } from '../../durable-objects/room/room-rows.ts'
import { sessionOf } from '../../durable-objects/room/room-run.ts'
import { mode } from '../support/policy-asks.ts'
import type { Socket } from '../support/room-host.ts'
import { Broken, RoomHost, ids, mishaps, must, visitor } from '../support/room-host.ts'
import type { Random } from './random.ts'
import { seeded } from './random.ts'

/** 1 and 2 are the pair; 3 is a stranger who tries. */
type Person = 1 | 2 | 3

export type ConsentTotals = {
  steps: number
  granted: number
  glare: number
  calls: number
  admitted: number
  denied: number
  revokedInCall: number
}

export class ConsentSimulation {
  readonly #random: Random
  readonly #pair = new RoomHost(ids.room(1))
  #party = new RoomHost(ids.room(2))
  readonly #parsed = new Map<string, ConsentRecord>()
  readonly #calls = new Map<RoomId, RoomHost>()
  readonly #consents: ConsentRecord['id'][] = []
  readonly #known = new Map<string, ConsentRecord>()
  #isBlocked = new Set<Person>()
  #now = 1_795_000_000_000
  #next = 10
  readonly totals: ConsentTotals = { steps: 0, granted: 0, glare: 0, calls: 0, admitted: 0, denied: 0, revokedInCall: 0 }

  constructor(seed: number) {
    this.#random = seeded(seed)
    this.#pair.input({ type: 'open_pair', users: [ids.user(1), ids.user(2)], epoch: 1 }, this.#now)
    this.#newParty()
  }

  #newParty(): void {
    this.#party = new RoomHost(ids.room(this.#next++))
    const spec = { mode: mode('party'), policies: defaultPolicies, audience: 'public', owner: ids.user(1) } as const
    this.#party.input({ type: 'create', spec: { ...spec, parties: null, parent: null, consent: null }, epoch: 1 }, this.#now)
    this.#party.input({ type: 'activate', consent: null }, this.#now)
  }

  run(steps: number): string | null {
    try {
      for (let i = 0; i < steps; i++) {
        this.#act()
        this.totals.steps += 1
        this.#check()
      }
      this.#settle()
      return null
    } catch (cause) {
      if (cause instanceof Broken) return `step ${this.totals.steps}: ${cause.message}`
      throw cause
    }
  }

  #input(host: RoomHost, input: RoomInput, waiting: Socket | null = null): RoomAnswer | null {
    const mishap = this.#random.chance(0.04) ? this.#random.pick(mishaps) : 'none'
    return host.input(input, this.#now, waiting, mishap)
  }

  #doer(n: Person) {
    return asDoer(this.#visitor(n))
  }

  #visitor(n: Person) {
    const other = n === 1 ? ids.user(2) : ids.user(1)
    return visitor(n, { blocked: this.#isBlocked.size > 0 && n !== 3 ? [other] : [] })
  }

  #act(): void {
    const random = this.#random
    const n = random.pick([1, 1, 1, 2, 2, 2, 3] as const)
    if (sessionOf(this.#party.state)?.state !== 'active') this.#newParty()
    const [blocker] = this.#isBlocked
    if (blocker !== undefined && random.chance(0.2)) this.#block(blocker)
    const consent = random.chance(0.7) ? this.#consents.at(-1) : this.#consents[random.int(0, Math.max(0, this.#consents.length - 1))]
    const dice = random.int(0, 99)
    if (dice < 15) this.#wait()
    else if (dice < 28) this.#request(n)
    else if (dice < 46 && consent !== undefined) this.#answer(n, consent)
    else if (dice < 60 && consent !== undefined) this.#transition(n, consent)
    else if (dice < 75) this.#enter(n)
    else if (dice < 82) this.#media(n)
    else if (dice < 90) this.#deliver()
    else if (dice < 92) this.#block(n)
    else if (dice < 94) this.#leaveCall(n)
    else if (dice < 97) random.pick([this.#pair, this.#party]).evict(this.#now)
    else random.pick([this.#pair, this.#party, ...this.#calls.values()] as [RoomHost, ...RoomHost[]]).kill(this.#now)
  }

  #wait(): void {
    const end =
      this.#now + this.#random.int(1, this.#random.pick([500, 500, 5_000, 5_000, 5_000, 20_000, 20_000, 70_000, 400_000, 50_000_000]))
    for (let turns = 0; turns < 1_000; turns++) {
      const hosts = [this.#pair, this.#party, ...this.#calls.values()]
      const next = hosts.toSorted((a, b) => (a.due ?? Infinity) - (b.due ?? Infinity))[0]
      if (next?.due === null || next === undefined || (next.due ?? Infinity) > end) break
      this.#now = Math.max(this.#now, next.due ?? this.#now)
      for (const host of hosts) for (const socket of host.sockets.values()) socket.pingedAt = this.#now
      next.tick(this.#now)
      this.#follow()
      this.#check()
    }
    this.#now = Math.max(this.#now, end)
    for (const host of [this.#party, ...this.#calls.values()]) for (const socket of host.sockets.values()) socket.pingedAt = this.#now
  }

  #request(n: Person): void {
    const to = ids.user(n === 1 ? 2 : 1)
    const crossing = this.#rows().some(({ state, from, expiresAt }) => state === 'requested' && from === to && expiresAt > this.#now)
    const id = ids.consent(this.#next++)
    const answer = this.#input(this.#pair, {
      type: 'consent_request',
      by: this.#doer(n),
      id,
      to,
      purpose: 'private_call',
      peerRestrictions: [],
    })
    if (answer?.type !== 'consent') return
    must(n !== 3, '[ROOM22] a stranger asked in the name of the pair')
    must(this.#isBlocked.size === 0, '[ROOM22] a request between two who are blocked')
    if (crossing) {
      must(answer.consent.state === 'granted' && answer.consent.from === to, '[ROOM24] glare is a grant of the first')
      this.totals.glare += 1
    }
    if (!this.#consents.includes(answer.consent.id)) this.#consents.push(answer.consent.id)
  }

  #answer(n: Person, id: ConsentRecord['id']): void {
    const act = this.#random.pick(['grant', 'grant', 'deny', 'revoke'] as const)
    const before = consentIn(this.#pair.state, id, this.#now)
    const answer = this.#input(this.#pair, { type: 'consent_answer', by: this.#doer(n), id, act })
    if (answer?.type !== 'consent') return
    must(n !== 3, '[ROOM22] a stranger answered')
    must(act === 'revoke' || answer.consent.to === ids.user(n), '[ROOM23] only who was asked answers')
    if (act === 'grant' && before?.state === 'requested') this.totals.granted += 1
    if (act === 'revoke' && before?.state === 'granted' && before.session !== null) this.totals.revokedInCall += 1
  }

  /** As the door does it: the pair names the session, the party decides, the message makes it. */
  #transition(n: Person, id: ConsentRecord['id']): void {
    const used = this.#input(this.#pair, { type: 'consent_use', id, session: ids.room(this.#next++) })
    if (used?.type !== 'consent' || used.consent.session === null) return
    must(used.consent.state === 'granted', '[ROOM25] a consent was used that does not stand')
    if (this.#random.chance(0.1)) return
    const state = sessionOf(this.#party.state)?.state
    const answer = this.#input(this.#party, {
      type: 'transition',
      by: this.#doer(n),
      child: used.consent.session,
      to: mode('private-call'),
      audience: 'private',
      consent: factsOfConsent(used.consent),
    })
    if (answer?.type !== 'child') return
    must(n !== 3, '[ROOM18] a stranger moved the two')
    must(answer.child === used.consent.session, '[ROOM25] a consent is good for one session')
    must(state !== 'active' || sessionOf(this.#party.state)?.state === 'active', '[ROOM14] the room that the two leave lives on')
  }

  #fresh(host: RoomHost): ConsentFacts | null {
    const id = sessionOf(host.state)?.consent?.id
    const found = id === undefined ? null : consentIn(this.#pair.state, id, this.#now)
    return found === null ? null : factsOfConsent(found)
  }

  /** By the rows of the pair, and by nothing the machine says. */
  #isStanding(host: RoomHost, n: Person): boolean {
    const id = sessionOf(host.state)?.consent?.id
    const row = this.#rows().find((each) => each.id === id)
    const isOfThese = row !== undefined && [row.from, row.to].includes(ids.user(n))
    return isOfThese && row.state === 'granted' && row.expiresAt > this.#now && row.session === host.id
  }

  /** What the pair has on its disk; parsed once. */
  #rows(): readonly ConsentRecord[] {
    return [...this.#pair.disk.consents.values()].map((text) => {
      const row = this.#parsed.get(text) ?? consentRow.parse(JSON.parse(text))
      this.#parsed.set(text, row)
      return row
    })
  }

  #someCall(): RoomHost | undefined {
    const calls = [...this.#calls.values()]
    return this.#random.chance(0.8) ? calls.at(-1) : calls[this.#random.int(0, calls.length - 1)]
  }

  #enter(n: Person): void {
    const host = this.#random.chance(0.3) ? this.#party : this.#someCall()
    if (host === undefined) return
    const connection = ids.connection(this.#next++)
    const socket: Socket = { attachment: '', pingedAt: this.#now, receive: () => undefined, closed: () => undefined }
    // Somebody who tries to pass may well bring a consent that once stood.
    const isForged = host !== this.#party && this.#random.chance(0.1)
    const consent = isForged ? null : this.#fresh(host)
    const answer = this.#input(host, { type: 'connect', connection, visitor: this.#visitor(n), consent, resume: null }, socket)
    if (host === this.#party || answer === null) return
    this.#judge(host, n, answer, 'join')
    if (answer.type === 'done') this.totals.admitted += 1
  }

  #media(n: Person): void {
    const host = this.#someCall()
    if (host === undefined) return
    const answer = this.#input(host, { type: 'media', visitor: this.#visitor(n), consent: this.#fresh(host) })
    if (answer !== null) this.#judge(host, n, answer, 'media')
  }

  #judge(host: RoomHost, n: Person, answer: RoomAnswer, what: string): void {
    if (answer.type === 'done') must(this.#isStanding(host, n), `[ROOM18] ${what} without a standing consent`)
    else if (answer.type === 'denied') {
      this.totals.denied += 1
      must(
        host.facts.some(({ type, actor }) => type === 'policy_denied' && actor === ids.user(n)),
        '[ROOM19] a denial without a fact',
      )
    }
  }

  #block(n: Person): void {
    if (n === 3) return
    const blocked = !this.#isBlocked.has(n)
    const answer = this.#input(this.#pair, { type: 'block', by: ids.user(n), blocked })
    const isLaid = answer !== null || this.#pair.disk.rows().room?.pair?.blocked.includes(ids.user(n)) === blocked
    if (!isLaid) return
    if (blocked) this.#isBlocked.add(n)
    else this.#isBlocked.delete(n)
    if (blocked)
      must(
        !this.#rows().some(({ state, expiresAt }) => state === 'granted' && expiresAt > this.#now),
        '[ROOM22] blocked, and a consent stands',
      )
  }

  #leaveCall(n: Person): void {
    const host = this.#someCall()
    const connection = host === undefined ? undefined : host.state.people.byUser.get(ids.user(n))?.[0]
    if (host !== undefined && connection !== undefined)
      this.#input(host, { type: 'frame', connection, frame: { t: 'leave' }, message: null })
    this.#follow()
  }

  /** The outboxes: in order for each, at least once, whenever. */
  #deliver(): void {
    for (const host of [this.#pair, this.#party, ...this.#calls.values()]) {
      while (host.outbox.length > 0) {
        const [message] = host.outbox
        if (message === undefined) break
        this.#tell(message)
        if (this.#random.chance(0.1)) this.#tell(message)
        host.outbox.shift()
      }
    }
    this.#follow()
  }

  #tell(message: RoomMessage): void {
    if (message.to === 'pair') this.#pair.input(message.say, this.#now)
    if (message.to !== 'room') return
    if (message.say.type === 'consent_moved') this.#calls.get(message.room)?.input(message.say, this.#now)
    else this.#make(message.room, message.say.spec)
  }

  #make(id: RoomId, spec: Extract<RoomInput, { type: 'create' }>['spec']): void {
    const host = this.#calls.get(id) ?? new RoomHost(id)
    if (!this.#calls.has(id)) this.totals.calls += 1
    this.#calls.set(id, host)
    host.input({ type: 'create', spec, epoch: 1 }, this.#now)
    host.input({ type: 'activate', consent: this.#fresh(host) }, this.#now)
    if (sessionOf(host.state)?.state === 'active')
      must(this.#isStanding(host, 1), '[ROOM18] a private session began without a standing consent')
  }

  /** Sessions that end have given everything back. */
  #follow(): void {
    for (const host of this.#calls.values()) if (sessionOf(host.state)?.state === 'ending') host.input({ type: 'settled' }, this.#now)
  }

  #check(): void {
    const rows = this.#rows()
    const open = rows.filter(({ state, expiresAt }) => (state === 'requested' || state === 'granted') && expiresAt > this.#now)
    must(open.length <= 1, `[ROOM24] ${open.length} consents are open or standing`)
    for (const row of rows) {
      const before = this.#known.get(row.id)
      const isMove = before !== undefined && before.state !== row.state
      if (isMove) {
        const moves: readonly string[] = consentMoves[before.state]
        must(moves.includes(row.state), `[ROOM23] ${before.state} became ${row.state}`)
        must(
          this.#pair.evidence.some(({ id, state }) => id === row.id && state === row.state),
          '[ROOM26] a consent moved without evidence',
        )
      }
      must(
        before?.session === undefined || before.session === null || before.session === row.session,
        '[ROOM25] a consent changed its session',
      )
      if (before === undefined || before.state !== row.state || before.session !== row.session) this.#known.set(row.id, row)
    }
  }

  /** When everything has been said, no call is on whose consent does not stand. */
  #settle(): void {
    for (let i = 0; i < 4; i++) {
      this.#now += 1_000
      // What runs out meanwhile ends by its alarm.
      for (const host of [this.#pair, ...this.#calls.values()]) if ((host.due ?? Infinity) <= this.#now) host.tick(this.#now)
      this.#deliver()
    }
    const standing = (host: RoomHost): boolean =>
      this.#rows().some(({ state, session, expiresAt }) => session === host.id && state === 'granted' && expiresAt > this.#now)
    for (const host of this.#calls.values()) {
      const session = sessionOf(host.state)
      if (session?.state !== 'active') continue
      must(standing(host), '[ROOM18] a call is on without its consent')
    }
    this.#now += consentLimits.usedMs + 30_000
    for (const host of [this.#pair, ...this.#calls.values()]) host.tick(this.#now)
    this.#deliver()
    for (const host of this.#calls.values()) {
      const state = sessionOf(host.state)?.state
      must(state === 'ended' || state === 'failed', `[ROOM15] a call is left over: ${state}`)
    }
  }
}
