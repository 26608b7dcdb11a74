/** [PER1] [PER3] [PER5] [PER7] over random words that come late, twice and out of order: the same 100,000 each time, 1,000,000 others with LONG=1. SEED=n plays one again. */
import { expect, test } from 'vitest'
import { personDueAt, personLimits } from '../../durable-objects/person/person-machine.ts'
import { blockedOf, restrictionsOf, roomsOf } from '../../durable-objects/person/person-run.ts'
import type { PersonInput } from '../../durable-objects/person/person-state.ts'
import { Person, consentOf } from '../support/person-host.ts'
import { ids } from '../support/room-host.ts'
import { seeded } from './random.ts'

const isLong = process.env['LONG'] === '1'
const steps = Number(process.env['STEPS'] ?? (isLong ? 1_000_000 : 100_000))
const first = Number(process.env['SEED'] ?? (isLong ? Math.floor(Date.now() / 1_000) % 1_000_000_000 : 1))

test(`[PER1] [PER3] [PER5] [PER7] over ${steps} random words (SEED=${first})`, { timeout: 600_000 }, async () => {
  console.log(`person: SEED=${first}`)
  const random = seeded(first)
  let person = new Person()
  let truth = {
    theirs: new Map<string, { at: number; blocked: boolean }>(),
    mine: new Set<string>(),
    places: new Map<string, { at: number; isIn: boolean }>(),
  }
  const broken: string[] = []
  /** In which step a warning was given. */
  let given = new Map<string, number>()
  let late: { readonly input: PersonInput; readonly at: number }[] = []
  for (let i = 0; i < steps && broken.length === 0; i++) {
    if (i % 2_000 === 0) {
      await new Promise((resolve) => setImmediate(resolve))
      person = new Person()
      truth = { theirs: new Map(), mine: new Set(), places: new Map() }
      late = []
      given = new Map()
    }
    person.now += random.int(0, random.chance(0.01) ? 700_000 : 2_000)
    if (random.chance(0.02)) person.restart()
    late = late.filter(({ at }) => at > person.now - personLimits.leftMs)
    const again = random.chance(0.3) ? late[random.int(0, late.length - 1)] : undefined
    const input = again?.input ?? word(random, person.now)
    if (input.type !== 'tick' && random.chance(0.2)) late = [...late.slice(-20), { input, at: again?.at ?? person.now }]
    believe(truth, input)
    person.input(input)
    for (const { say } of person.told) {
      if (say.type !== 'warn') continue
      const { action_id } = say.warning
      if ((given.get(action_id) ?? i) !== i) broken.push(`step ${i}: [PER7] warned again`)
      given.set(action_id, i)
    }
    if ((personDueAt(person.state) ?? Infinity) <= person.now) person.input({ type: 'tick' })
    if (personDueAt(person.state) !== null && (personDueAt(person.state) ?? 0) <= person.now)
      broken.push(`step ${i}: a tick leaves something due`)
    const expected = [...truth.mine, ...[...truth.theirs].filter(([, { blocked }]) => blocked).map(([peer]) => peer)]
    if (!sameSet(expected, blockedOf(person.state))) broken.push(`step ${i}: [PER1] blocks`)
    const places = [...truth.places].filter(([, { isIn }]) => isIn).map(([room]) => room)
    if (!sameSet(places, roomsOf(person.state))) broken.push(`step ${i}: [PER5] places`)
    if (restrictionsOf(person.state, person.now).some(({ expires_at }) => (expires_at ?? Infinity) <= person.now))
      broken.push(`step ${i}: [PER3]`)
    const { rows, state } = person
    const isKept = rows.restrictions.size === state.restrictions.size && rows.places.size === state.places.size
    if (!isKept || rows.warnings.size !== state.warnings.size || rows.loaded.size > 0 !== state.isLoaded) broken.push(`step ${i}: rows`)
  }
  expect(broken).toEqual([])
})

const sameSet = (a: readonly string[], b: readonly string[]): boolean => {
  const [ofA, ofB] = [new Set(a), new Set(b)]
  return ofA.size === ofB.size && [...ofA].every((each) => ofB.has(each))
}

/** What is true, by the newest word of each.  */
const believe = (
  truth: { theirs: Map<string, { at: number; blocked: boolean }>; mine: Set<string>; places: Map<string, { at: number; isIn: boolean }> },
  input: PersonInput,
): void => {
  if (input.type === 'block' && input.blocked) truth.mine.add(input.peer)
  if (input.type === 'block' && !input.blocked) truth.mine.delete(input.peer)
  if (input.type === 'blocked_by' && input.at > (truth.theirs.get(input.peer)?.at ?? 0)) truth.theirs.set(input.peer, input)
  if (input.type !== 'entered' && input.type !== 'left') return
  const known = truth.places.get(input.room)
  const isIn = input.type === 'entered'
  if (known === undefined || input.at > known.at || (input.at === known.at && isIn !== known.isIn))
    truth.places.set(input.room, { at: input.at, isIn })
}

const word = (random: ReturnType<typeof seeded>, now: number): PersonInput => {
  const peer = ids.user(random.int(2, 5))
  // Each room has a word of its own for each moment, as a room that speaks in order does.
  const room = ids.room(random.int(1, 4))
  return random.pick<PersonInput>([
    { type: 'block', peer, blocked: random.chance(0.5) },
    { type: 'blocked_by', peer, blocked: random.chance(0.5), at: now },
    {
      type: 'restrict',
      restriction: { kind: 'mute', action_id: `a${random.int(1, 5)}`, session_id: null, expires_at: now + random.int(1, 60_000) },
    },
    { type: 'lift', action: `a${random.int(1, 5)}` },
    { type: 'load', restrictions: [{ kind: 'ban', action_id: 'a6', session_id: null, expires_at: now + random.int(1, 60_000) }] },
    { type: 'warn', warning: { action_id: ids.action(random.int(1, 500)), reason: 'spam', note: null, at: now } },
    { type: random.pick(['entered', 'left'] as const), room, mode: 'party', at: now },
    { type: 'sign_in_ended', signIn: ids.signIn(1) },
    { type: 'consent', consent: consentOf(random.int(1, 9), random.pick(['requested', 'granted', 'revoked'] as const), now), peer },
  ])
}
