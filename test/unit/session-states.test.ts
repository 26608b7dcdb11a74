/** How a session moves: every state against everything that may happen to it, and the step that makes a child. */
import { describe, expect, test } from 'vitest'
import { defaultPolicies } from '../../contract/policy.ts'
import { sessionState } from '../../contract/session.ts'
import type { SessionState } from '../../contract/session.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'
import { canMove, halfWayMs, isOver } from '../../domain/realtime/session-states.ts'
import type { RoomInput } from '../../durable-objects/room/room-protocol.ts'
import { asDoer } from '../../durable-objects/room/room-policy.ts'
import { sessionOf } from '../../durable-objects/room/room-run.ts'
import type { SessionSpec } from '../../durable-objects/room/room-state.ts'
import { mode } from '../support/policy-asks.ts'
import { RoomHost, ids, visitor } from '../support/room-host.ts'

const now = 1_795_000_000_000
const spec: SessionSpec = {
  mode: mode('party'),
  policies: defaultPolicies,
  audience: 'public',
  owner: ids.user(1),
  parties: null,
  parent: null,
  consent: null,
}
const owner = asDoer(visitor(1))
const end: RoomInput = { type: 'end', by: owner, reason: 'requested', note: null }
const begun: readonly RoomInput[] = [
  { type: 'create', spec, epoch: 1 },
  { type: 'activate', consent: null },
]

const ways: Record<SessionState, readonly RoomInput[]> = {
  creating: begun.slice(0, 1),
  active: begun,
  ending: [...begun, end],
  ended: [...begun, end, { type: 'settled' }],
  failed: [begun[0] ?? end, { type: 'fail', reason: 'timeout' }],
}

const roomIn = (state: SessionState): RoomHost => {
  const host = new RoomHost(ids.room(1))
  for (const input of ways[state]) host.input(input, now)
  return host
}

const stateOf = (host: RoomHost): SessionState | undefined => sessionOf(host.state)?.state

describe('[ROOM12] moves', () => {
  const inputs: Record<string, RoomInput> = {
    activate: { type: 'activate', consent: null },
    fail: { type: 'fail', reason: 'timeout' },
    end,
    settled: { type: 'settled' },
    again: { type: 'create', spec, epoch: 2 },
    late: { type: 'tick', heard: new Map() },
  }
  test.each(sessionState.options.flatMap((state) => Object.entries(inputs).map(([name, input]) => [state, name, input] as const)))(
    '%s, then %s: as the table says, or nothing',
    (state, name, input) => {
      const host = roomIn(state)
      expect(stateOf(host)).toBe(state)
      host.input(input, name === 'late' ? now + halfWayMs : now + 1)
      const after = stateOf(host) ?? state
      expect(after === state || canMove(state, after), `${state} became ${after}`).toBe(true)
      host.evict(now + 2)
      expect(stateOf(host), 'what memory says is on the disk').toBe(after)
    },
  )

  test('ending an ended session is the same answer', () => {
    const host = roomIn('ended')
    const { seq } = host.state
    expect(host.input(end, now + 1_000)).toEqual({ type: 'done' })
    expect(host.state.seq).toBe(seq)
  })

  test.each(['creating', 'ending'] as const)('[ROOM13] %s is over after 20 s, also when the object died in between', (state) => {
    const host = roomIn(state)
    host.kill(now + 5_000)
    expect(host.due).toBe(now + halfWayMs)
    host.tick(now + halfWayMs)
    expect(isOver(stateOf(host) ?? state)).toBe(true)
  })

  test('only who opened it ends it', () => {
    const host = roomIn('active')
    expect(host.input({ type: 'end', by: asDoer(visitor(2)), reason: 'requested', note: null }, now)).toMatchObject({ type: 'denied' })
    expect(stateOf(host)).toBe('active')
  })
})

describe('[ROOM14] transitions', () => {
  const lead: Extract<RoomInput, { type: 'transition' }> = {
    type: 'transition',
    by: owner,
    child: ids.room(9),
    to: mode('random'),
    audience: 'private',
    consent: null,
  }

  test('the end of the parent and the message that makes the child are one step', () => {
    const host = roomIn('active')
    expect(host.input(lead, now)).toEqual({ type: 'child', child: ids.room(9) })
    expect(sessionOf(host.state)).toMatchObject({ state: 'ending', end: { reason: 'transition' } })
    expect(host.outbox).toMatchObject([{ to: 'room', room: ids.room(9), say: { type: 'create_child', spec: { parent: ids.room(1) } } }])
  })

  test.each(['failed', 'died before it was durable'] as const)('a step that %s leaves neither', (mishap) => {
    const host = roomIn('active')
    expect(host.input(lead, now, null, mishap)).toBeNull()
    expect(stateOf(host)).toBe('active')
    expect(host.outbox).toEqual([])
  })

  test('one that was durable when the object died is both, and asked again the same', () => {
    const host = roomIn('active')
    expect(host.input(lead, now, null, 'died after it was durable')).toBeNull()
    expect(host.outbox).toHaveLength(1)
    expect(host.input({ ...lead, child: ids.room(10) }, now + 1_000)).toEqual({ type: 'child', child: ids.room(9) })
    host.input({ type: 'settled' }, now + 1_000)
    expect(host.input({ ...lead, child: ids.room(11) }, now + 2_000)).toEqual({ type: 'child', child: ids.room(9) })
    expect(host.outbox).toHaveLength(1)
  })

  test('somewhere the mode does not lead, or from a session that ended, nothing happens', () => {
    expect(roomIn('ended').input(lead, now)).toMatchObject({ type: 'denied', code: 'session_ended' })
    expect(roomIn('active').input({ ...lead, to: mode('party') }, now)).toMatchObject({ type: 'denied', code: 'invalid_transition' })
  })

  test('into a private call just the two go; the room they leave lives on', () => {
    const host = roomIn('active')
    const frames: string[] = []
    for (const n of [1, 2, 3]) {
      const socket = { attachment: '', pingedAt: now, receive: ({ t }: { t: string }) => frames.push(`${n} ${t}`), closed: () => undefined }
      host.input({ type: 'connect', connection: ids.connection(n), visitor: visitor(n), consent: null, resume: null }, now, socket)
    }
    const consent: ConsentFacts = {
      id: ids.consent(1),
      purpose: 'private_call',
      from: ids.user(1),
      to: ids.user(2),
      state: 'granted',
      expiresAt: now + 60_000,
    }
    const call = { ...lead, to: mode('private-call'), consent }
    expect(host.input({ ...call, consent: { ...consent, state: 'revoked' } }, now)).toMatchObject({
      type: 'denied',
      code: 'consent_required',
    })
    expect(host.input({ ...call, by: asDoer(visitor(3)) }, now)).toMatchObject({ type: 'denied', code: 'consent_required' })
    expect(host.input(call, now)).toEqual({ type: 'child', child: ids.room(9) })
    expect(host.input({ ...call, by: asDoer(visitor(2)), child: ids.room(10) }, now)).toEqual({ type: 'child', child: ids.room(9) })
    expect(stateOf(host)).toBe('active')
    expect([...host.state.people.members.keys()]).toEqual([ids.user(3)])
    expect(frames.filter((each) => each.endsWith('session.moved'))).toEqual(['1 session.moved', '2 session.moved'])
  })
})
