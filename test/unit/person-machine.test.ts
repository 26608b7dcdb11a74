/** The rules of a Person, one by one. Random words are in `test/long`. */
import { describe, expect, test } from 'vitest'
import { moderationActionId, newId } from '../../contract/ids.ts'
import type { Restriction } from '../../contract/policy.ts'
import { ownBlocksOf, personDueAt, personLimits } from '../../durable-objects/person/person-machine.ts'
import { blockedOf, restrictionsOf } from '../../durable-objects/person/person-run.ts'
import { Person, consentOf, me } from '../support/person-host.ts'
import { ids } from '../support/room-host.ts'

describe('blocks', () => {
  test('[PER1] are told to the pair, the other person and the rooms one is in; again they say nothing', () => {
    const person = new Person()
    person.input({ type: 'entered', room: ids.room(1), mode: 'party', at: person.now })
    person.input({ type: 'block', peer: ids.user(2), blocked: true })
    expect(person.told.map(({ to, say }) => `${to} ${say.type}`)).toEqual(['pair block', 'person blocked_by', 'room person_moved'])
    person.input({ type: 'block', peer: ids.user(2), blocked: true })
    expect(person.told).toEqual([])
    person.input({ type: 'block', peer: me, blocked: true })
    expect(blockedOf(person.state)).toEqual([ids.user(2)])
  })

  test('[PER1] a block and its end in one millisecond are told in order', () => {
    const person = new Person()
    const words = [true, false].map((blocked) => {
      person.input({ type: 'block', peer: ids.user(2), blocked })
      return person.told.find(({ to }) => to === 'person')?.say
    })
    expect(words).toMatchObject([
      { blocked: true, at: person.now },
      { blocked: false, at: person.now + 1 },
    ])
  })

  test('[PER2] the one who is blocked is not told by whom', () => {
    const person = new Person()
    person.input({ type: 'blocked_by', peer: ids.user(2), blocked: true, at: person.now })
    expect(blockedOf(person.state)).toEqual([ids.user(2)])
    expect(ownBlocksOf(person.state)).toEqual([])
  })
})

describe('restrictions', () => {
  const ban: Restriction = { kind: 'ban', action_id: 'a1', session_id: null, expires_at: 1_795_000_060_000 }

  test('[PER3] hold until they are over, over restarts, and the rooms hear of both ends', () => {
    const person = new Person()
    person.input({ type: 'entered', room: ids.room(1), mode: 'party', at: person.now })
    person.input({ type: 'restrict', restriction: ban })
    expect(person.told).toMatchObject([{ to: 'room', say: { type: 'person_moved', restrictions: [ban] } }])
    person.input({ type: 'restrict', restriction: ban })
    expect(person.told).toEqual([])
    person.restart()
    expect(personDueAt(person.state)).toBe(ban.expires_at)
    person.now = ban.expires_at ?? 0
    expect(restrictionsOf(person.state, person.now)).toEqual([])
    person.input({ type: 'tick' })
    expect(person.told).toMatchObject([{ say: { restrictions: [] } }])
    expect(person.rows.restrictions.size).toBe(0)
  })

  test('[PER5] a room that is entered after the word was given hears it too', () => {
    const person = new Person()
    person.input({ type: 'restrict', restriction: ban })
    person.input({ type: 'entered', room: ids.room(1), mode: 'party', at: person.now })
    expect(person.told).toMatchObject([{ to: 'room', say: { type: 'person_moved', restrictions: [ban] } }])
  })
})

describe('warnings', () => {
  const warned = (person: Person) => person.told.flatMap(({ say }) => (say.type === 'warn' ? [say.warning] : []))
  const warning = { action_id: moderationActionId.parse(newId()), reason: 'spam', note: 'Less of it.' } as const

  test('[PER7] are given once, where the person is', () => {
    const person = new Person()
    for (const n of [1, 2]) person.input({ type: 'entered', room: ids.room(n), mode: 'party', at: person.now })
    person.input({ type: 'warn', warning: { ...warning, at: person.now } })
    expect(person.told.map(({ to, say }) => `${to} ${say.type}`)).toEqual(['room warn', 'room warn'])
    expect(warned(person)[0]).toEqual(warning)
    person.restart()
    person.input({ type: 'warn', warning: { ...warning, at: person.now } })
    expect(warned(person)).toEqual([])
  })

  test('[PER7] or on coming in, also after a restart; what was taken back is not given', () => {
    const person = new Person()
    const [kept, lifted] = [warning, { ...warning, action_id: moderationActionId.parse(newId()) }]
    for (const each of [kept, lifted]) person.input({ type: 'warn', warning: { ...each, at: person.now } })
    person.input({ type: 'lift', action: lifted.action_id })
    person.restart()
    person.input({ type: 'entered', room: ids.room(1), mode: 'party', at: person.now })
    expect(warned(person)).toEqual([kept])
    person.input({ type: 'entered', room: ids.room(2), mode: 'party', at: person.now })
    expect(warned(person)).toEqual([])
  })

  test('[PER7] leave after 30 days, and come no later', () => {
    const person = new Person()
    const at = person.now
    person.input({ type: 'warn', warning: { ...warning, at } })
    person.now = personDueAt(person.state) ?? 0
    expect(person.now).toBe(at + 30 * 86_400_000)
    person.input({ type: 'tick' })
    person.input({ type: 'warn', warning: { ...warning, at } })
    expect([person.rows.warnings.size, personDueAt(person.state)]).toEqual([0, null])
  })
})

test('[PER8] what the kernel says is taken once: what moved since is not undone by it', () => {
  const person = new Person()
  expect(person.state.isLoaded).toBe(false)
  const mute: Restriction = { kind: 'mute', action_id: 'a1', session_id: null, expires_at: null }
  person.input({ type: 'load', restrictions: [mute] })
  expect(restrictionsOf(person.state, person.now)).toEqual([mute])
  person.input({ type: 'lift', action: 'a1' })
  person.restart()
  expect(person.state.isLoaded).toBe(true)
  person.input({ type: 'load', restrictions: [mute] })
  expect(restrictionsOf(person.state, person.now)).toEqual([])
})

test('[PER4] each state of a consent is pushed once, and an older word says nothing', () => {
  const person = new Person()
  person.input({ type: 'entered', room: ids.room(1), mode: 'party', at: person.now })
  const pushed: string[] = []
  for (const state of ['requested', 'granted', 'granted', 'requested', 'revoked', 'granted'] as const) {
    person.input({ type: 'consent', consent: consentOf(1, state, person.now), peer: ids.user(2) })
    for (const { say } of person.told) if (say.type === 'tell_member') pushed.push(say.frame.t)
  }
  expect(pushed).toEqual(['consent.requested', 'consent.granted', 'consent.revoked'])
})

test('[PER4] what is open is never forgotten, of what is over the last 64 stay', () => {
  const person = new Person()
  person.input({ type: 'consent', consent: consentOf(500, 'requested', person.now), peer: ids.user(2) })
  for (let n = 0; n < 100; n++) person.input({ type: 'consent', consent: consentOf(n, 'denied', person.now), peer: ids.user(2) })
  expect(person.state.consents.size).toBe(personLimits.consents + 1)
  expect(person.state.consents.has(ids.consent(500))).toBe(true)
  expect(person.rows.consents.size).toBe(personLimits.consents + 1)
})

test('[PER6] the reconnect budget says when to come again, and a refusal uses nothing', () => {
  const person = new Person()
  const take = { type: 'take', action: 'connect', rate: { limit: 3, periodMs: 30_000 } } as const
  expect([1, 2, 3, 4, 5].map(() => person.input(take))).toEqual([null, null, null, 10_000, 10_000])
  person.now += 10_000
  expect(person.input(take)).toBeNull()
})

test('signing out reaches every room one is in', () => {
  const person = new Person()
  for (const n of [1, 2]) person.input({ type: 'entered', room: ids.room(n), mode: 'party', at: person.now })
  person.input({ type: 'left', room: ids.room(1), mode: 'party', at: person.now + 1 })
  person.input({ type: 'sign_in_ended', signIn: ids.signIn(1) })
  expect(person.told).toMatchObject([{ to: 'room', room: ids.room(2), say: { type: 'sign_in_ended' } }])
})
