/** [ROOM11] Presence in large rooms: numbers instead of names, few frames, and the last one always true. */
import { expect, test } from 'vitest'
import { coalesceAbove, detailAgainAt } from '../../contract/presence.ts'
import { defaultPolicies } from '../../contract/policy.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { mode } from '../support/policy-asks.ts'
import type { Delivered } from '../support/room-host.ts'
import { RoomHost, ids, visitor } from '../support/room-host.ts'

class Crowd {
  readonly host = new RoomHost(ids.room(1))
  readonly seen: { frame: Delivered; at: number }[] = []
  now = 1_795_000_000_000

  constructor(size: number) {
    const spec = { mode: mode('party'), policies: defaultPolicies, audience: 'public', owner: ids.user(1) } as const
    this.host.input({ type: 'create', spec: { ...spec, parties: null, parent: null, consent: null }, epoch: 1 }, this.now)
    this.host.input({ type: 'activate', consent: null }, this.now)
    for (let n = 1; n <= size; n++) {
      this.go(5)
      this.join(n)
    }
  }

  join(n: number): void {
    const receive = (frame: Delivered) => {
      if (n === 1) this.seen.push({ frame, at: this.now })
    }
    const socket = { attachment: '', pingedAt: this.now, receive, closed: () => undefined }
    this.host.input({ type: 'connect', connection: ids.connection(n), visitor: visitor(n), consent: null, resume: null }, this.now, socket)
  }

  leave(n: number): void {
    this.host.input({ type: 'frame', connection: ids.connection(n), frame: { t: 'leave' }, message: null }, this.now)
  }

  /** Time goes on; what comes due is done. */
  go(ms: number): void {
    const end = this.now + ms
    while ((this.host.due ?? Infinity) <= end) {
      this.now = Math.max(this.now, this.host.due ?? end)
      for (const socket of this.host.sockets.values()) socket.pingedAt = this.now
      this.host.tick(this.now)
    }
    this.now = end
  }

  of(t: Delivered['t']) {
    return this.seen.filter(({ frame }) => frame.t === t)
  }
}

test('up to 200 everyone is told by name, from then on by number, at most 4 times a second', () => {
  const crowd = new Crowd(coalesceAbove + 300)
  crowd.go(1_000)
  expect(crowd.of('presence.join')).toHaveLength(coalesceAbove - 1)
  const counts = crowd.of('presence.count')
  expect(counts.at(-1)?.frame).toMatchObject({ count: coalesceAbove + 300 })
  for (const { at } of counts) expect(counts.filter((other) => other.at >= at && other.at < at + 1_000).length).toBeLessThanOrEqual(4)
  expect(counts.length).toBeLessThan(10)
})

test('the welcome of a large room names the first ones and who comes, and says how many there are', () => {
  const crowd = new Crowd(coalesceAbove + 50)
  const { people } = crowd.host.state
  let welcome: Delivered | null = null
  const socket = { attachment: '', pingedAt: null, receive: (frame: Delivered) => (welcome ??= frame), closed: () => undefined }
  const connect = { type: 'connect', connection: ids.connection(999), visitor: visitor(999), consent: null, resume: null } as const
  crowd.host.input(connect, crowd.now, socket)
  expect(welcome).toMatchObject({ t: 'welcome', counting: true, member_count: people.members.size })
  const { members } = welcome as unknown as { members: { user_id: string }[] }
  expect(members).toHaveLength(roomLimits.welcomeMembers + 1)
  expect(members.some(({ user_id }) => user_id === ids.user(999))).toBe(true)
})

test('small again, everyone is told who is there, and then one by one; also when the object slept in between', () => {
  const crowd = new Crowd(coalesceAbove + 20)
  for (let n = coalesceAbove + 20; n > detailAgainAt; n--) crowd.leave(n)
  crowd.host.evict(crowd.now)
  crowd.go(1_000)
  expect(crowd.of('presence.all').at(-1)?.frame).toMatchObject({ members: expect.objectContaining({ length: detailAgainAt }) })
  crowd.leave(detailAgainAt)
  expect(crowd.seen.at(-1)?.frame).toMatchObject({ t: 'presence.leave', user_id: ids.user(detailAgainAt) })
})

test('a client that shows a part of the list gets it, and again while it changes, but not all the time', () => {
  const crowd = new Crowd(coalesceAbove + 20)
  const frame = { t: 'presence.show', part: { from: 10, count: 5 } } as const
  crowd.host.input({ type: 'frame', connection: ids.connection(1), frame, message: null }, crowd.now)
  expect(crowd.of('presence.part').at(-1)?.frame).toMatchObject({ from: 10, members: expect.objectContaining({ length: 5 }) })
  const before = crowd.of('presence.part').length
  for (let n = 500; n < 600; n++) {
    crowd.go(100)
    crowd.join(n)
  }
  const parts = crowd.of('presence.part').length - before
  expect(parts).toBeGreaterThan(0)
  expect(parts).toBeLessThanOrEqual(1 + 10_000 / roomLimits.partsMs)
})
