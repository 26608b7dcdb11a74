/** Rules around apps: who may make whom what, what a change really changes, and what an origin or a pattern is. */
import { describe, expect, test } from 'vitest'
import { browserOrigin, interactionPattern } from '../../contract/apps.ts'
import { appId, newId } from '../../contract/ids.ts'
import { everyRole } from '../../contract/roles.ts'
import type { Role } from '../../contract/roles.ts'
import { eventShardOf, newConfiguration, realChanges } from '../../domain/apps/app-rules.ts'
import { invitationHash, newInvitationToken } from '../../domain/apps/invitation.ts'
import { changeRefusal, dealingRefusal } from '../../domain/apps/role-rules.ts'

/** Every standing there is: what they are, who asks, how many other owners, what they are to be. */
const standings = everyRole.flatMap((role) =>
  [...everyRole, null].flatMap((actor) =>
    [0, 1].flatMap((otherOwners) => [...everyRole, null].map((wanted) => ({ role, actor, otherOwners, wanted }))),
  ),
)

describe('roles', () => {
  test('[K2] only owners touch owners, only administrators touch anybody', () => {
    for (const { wanted, ...standing } of standings) {
      if (changeRefusal(standing, wanted) !== null) continue
      expect(['owner', 'admin']).toContain(standing.actor)
      expect([standing.role === 'owner' || wanted === 'owner', standing.actor]).not.toEqual([true, 'admin'])
    }
  })

  test('[K2] no allowed change leaves an app without an owner', () => {
    for (const { wanted, ...standing } of standings) {
      if (changeRefusal(standing, wanted) !== null) continue
      const owners = standing.otherOwners + (wanted === 'owner' ? 1 : 0)
      expect([standing, wanted, standing.role !== 'owner' || owners > 0]).toEqual([standing, wanted, true])
    }
  })

  test('[K2] nothing else is refused', () => {
    const refused = (actor: Role, role: Role, wanted: Role | null, otherOwners = 1) =>
      changeRefusal({ role, actor, otherOwners }, wanted)?.code ?? null
    for (const role of everyRole) expect(refused('owner', role, null)).toBeNull()
    for (const role of ['admin', 'analyst', 'moderator', 'agent'] as const) expect(refused('admin', role, 'agent')).toBeNull()
    expect(refused('owner', 'owner', null, 0)).toBe('last_owner')
    expect(refused('owner', 'owner', 'owner', 0)).toBeNull()
    expect(refused('admin', 'owner', null, 0)).toBe('insufficient_role')
  })

  test('[§1] whose role was taken meanwhile hears of nothing', () => {
    expect(dealingRefusal(null, 'agent')?.code).toBe('not_found')
  })
})

describe('changes', () => {
  const before = newConfiguration({ name: 'Lobby' })

  test('what is so already is no change', () => {
    expect(realChanges(before, { ...before })).toEqual({})
    expect(realChanges(before, {})).toEqual({})
  })

  test('only what differs', () => {
    const wanted = { name: 'Lobby', origins: ['https://a.example'], limits: { sign_in_per_min: 3 } }
    expect(realChanges(before, wanted)).toEqual({ origins: ['https://a.example'], limits: { sign_in_per_min: 3 } })
  })
})

test('apps spread evenly over a pool, and each stays where it is', () => {
  const counts = [0, 0, 0]
  for (let i = 0; i < 3_000; i++) {
    const app = appId.parse(newId())
    const shard = eventShardOf(app, 3)
    expect(eventShardOf(app, 3)).toBe(shard)
    counts[shard] = (counts[shard] ?? 0) + 1
  }
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(200)
})

test.each([
  'https://a.example',
  'https://a.example:8443',
  'http://localhost',
  'http://localhost:5173',
  'http://127.0.0.1:8787',
  'http://[::1]:3000',
  'https://xn--bcher-kva.example',
])('%s is an origin', (origin) => expect(browserOrigin.safeParse(origin).success).toBe(true))

test.each([
  'a.example',
  '//a.example',
  'https://',
  'https://a.example/',
  'https://a.example/x',
  'https://a.example?x',
  'https://a.example#x',
  'https://u:p@a.example',
  'https://A.example',
  'https://a.example:443',
  'http://a.example',
  'http://localhost.evil.example',
  'http://127.0.0.1.evil.example',
  'ftp://a.example',
  'file://',
  'data:text/html,x',
  'javascript:alert(1)',
  'null',
  '*',
  'https://*.example/',
  ' https://a.example',
  'https://a.example\n',
  '',
])('%j is no origin', (origin) => expect(browserOrigin.safeParse(origin).success).toBe(false))

test.each(['a', 'a.b', 'a.*', '*', 'interaction.*', 'inter*', 'a.b.c.d.e.f.g.h', 'a_1.b_2'])('%s is a pattern', (pattern) =>
  expect(interactionPattern.safeParse(pattern).success).toBe(true),
)
test.each(['', '.', 'a.', '.a', 'A', 'a b', '**', 'a.*.b', '*a', 'a..b', 'a.b.c.d.e.f.g.h.i', '[a]', 'a?', 'a'.repeat(121)])(
  '%j is no pattern',
  (pattern) => expect(interactionPattern.safeParse(pattern).success).toBe(false),
)

test('[§1] of an invitation’s token only the hash is kept, and no two are the same', () => {
  const tokens = Array.from({ length: 100 }, newInvitationToken)
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(100)
  for (const { token, hash } of tokens) {
    expect(token).toMatch(/^pq_in_[A-Za-z0-9]{43}$/)
    expect(hash).toBe(invitationHash(token))
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
  }
})
