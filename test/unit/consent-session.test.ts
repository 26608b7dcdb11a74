/** [ROOM18] A private session and the consent it stands on: every state of the consent against everything that is asked of the session. */
import { describe, expect, test } from 'vitest'
import { consentState } from '../../contract/consent.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import { session } from '../../contract/session.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'
import type { RoomInput } from '../../durable-objects/room/room-protocol.ts'
import { sessionView } from '../../durable-objects/room/session-steps.ts'
import { mode } from '../support/policy-asks.ts'
import { RoomHost, ids, visitor } from '../support/room-host.ts'

const now = 1_795_000_000_000
const granted: ConsentFacts = {
  id: ids.consent(1),
  purpose: 'private_call',
  from: ids.user(1),
  to: ids.user(2),
  state: 'granted',
  expiresAt: now + 3_600_000,
}

/** What the pair may answer when it is asked. */
const answers: Record<string, ConsentFacts | null> = {
  ...Object.fromEntries(consentState.options.map((state) => [state, { ...granted, state }])),
  'granted, over': { ...granted, expiresAt: now },
  'of other people': { ...granted, to: ids.user(3) },
  'another of the two': { ...granted, id: ids.consent(2), purpose: 'other' },
  nothing: null,
}

const call = (): RoomHost => {
  const host = new RoomHost(ids.room(1))
  const spec = {
    mode: mode('private-call'),
    policies: defaultPolicies,
    audience: 'private',
    owner: ids.user(1),
    parent: ids.room(2),
  } as const
  host.input({ type: 'create', spec: { ...spec, parties: [ids.user(1), ids.user(2)], consent: granted }, epoch: 1 }, now)
  return host
}

const running = (): RoomHost => {
  const host = call()
  host.input({ type: 'activate', consent: granted }, now)
  return host
}

const join = (host: RoomHost, n: number, consent: ConsentFacts | null) => {
  const frames: string[] = []
  const socket = { attachment: '', pingedAt: now, receive: ({ t }: { t: string }) => frames.push(t), closed: () => frames.push('closed') }
  const input: RoomInput = { type: 'connect', connection: ids.connection(n), visitor: visitor(n), consent, resume: null }
  return { frames, answer: host.input(input, now, socket) }
}

describe.each(Object.entries(answers))('a consent that is %s', (name, consent) => {
  const isStanding = name === 'granted'

  test('lets the session begin only if it stands', () => {
    const host = call()
    host.input({ type: 'activate', consent }, now)
    expect(sessionView(host.state)?.state).toBe(isStanding ? 'active' : 'failed')
  })

  test.each([1, 2, 3])('lets %i in, or to media, only if it stands and is theirs', (n) => {
    const isTheirs = isStanding && n !== 3
    expect(join(running(), n, consent).answer?.type === 'done').toBe(isTheirs)
    const host = running()
    expect(host.input({ type: 'media', visitor: visitor(n), consent }, now)?.type === 'done').toBe(isTheirs)
    expect(host.facts.some(({ type }) => type === 'policy_denied')).toBe(!isTheirs)
  })
})

test.each(['revoked', 'expired'] as const)('when it is %s the call ends in the same step, whoever says so', (state) => {
  for (const hear of [
    (host: RoomHost) => host.input({ type: 'consent_moved', consent: { ...granted, state } }, now),
    (host: RoomHost) => host.input({ type: 'media', visitor: visitor(1), consent: { ...granted, state } }, now),
    (host: RoomHost) => join(host, 2, { ...granted, state }).answer,
  ]) {
    const host = running()
    const { frames } = join(host, 1, granted)
    hear(host)
    expect(sessionView(host.state)).toMatchObject({ state: 'ending', end_reason: 'consent' })
    host.input({ type: 'settled' }, now)
    expect(frames).toEqual(['welcome', 'session.state', 'session.state', 'closed'])
    expect(host.outbox.some((message) => message.to === 'pair' && message.say.type === 'consent_release')).toBe(true)
  }
})

test('when its time is over the call ends by itself', () => {
  const host = running()
  join(host, 1, granted)
  const socket = host.sockets.get(ids.connection(1))
  while ((host.due ?? Infinity) <= granted.expiresAt && sessionView(host.state)?.state === 'active') {
    const { due } = host
    if (socket !== undefined) socket.pingedAt = due
    host.tick(due ?? 0)
  }
  expect(sessionView(host.state)).toMatchObject({ state: 'ending', end_reason: 'consent' })
})

test('when one of the two leaves the call is over', () => {
  const host = running()
  join(host, 1, granted)
  join(host, 2, granted)
  host.input({ type: 'frame', connection: ids.connection(2), frame: { t: 'leave' }, message: null }, now)
  expect(sessionView(host.state)).toMatchObject({ state: 'ending', end_reason: 'left' })
})

test('a session reads as the contract says', () => {
  const host = running()
  expect(session.parse(sessionView(host.state))).toMatchObject({
    id: host.id,
    consent_id: granted.id,
    parent_session_id: ids.room(2),
    members: 0,
  })
})
