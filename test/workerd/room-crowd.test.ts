/** [ROOM11] A crowd through the public door: told as numbers, at most four a second, and shown in parts to who looks. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import { coalesceAbove } from '../../contract/presence.ts'
import type { Session } from '../../contract/session.ts'
import { roomLimits } from '../../domain/realtime/room-limits.ts'
import { enter, guest, makeSession, roomStub } from '../support/room-client.ts'
import type { Client, Guest } from '../support/room-client.ts'
import { stopTheClock } from '../support/room-objects.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'

const size = coalesceAbove + 10
let app: SeededApp
let people: Guest[]
let room: Session

beforeAll(async () => {
  app = await seedApp()
  people = []
  while (people.length < size)
    people.push(...(await Promise.all(Array.from({ length: 10 }, (_, i) => guest(app, `Guest ${people.length + i}`)))))
  room = await makeSession(people[0] as Guest)
}, 120_000)

afterEach(() => void vi.useRealTimers())

const countsOf = ({ heard }: Client): number[] => heard.flatMap((frame) => (frame.t === 'presence.count' ? [frame.count] : []))

test(
  'joins above 200 come as counts, not more than one in 250 ms, the last one always; parts of the list again every 5 s',
  { timeout: 120_000 },
  async () => {
    // The room's time stands still, unless it is moved: how fast this machine is plays no part.
    stopTheClock()
    const pass = async (ms: number): Promise<void> => {
      vi.setSystemTime(Date.now() + ms)
      await roomStub(app, room.id).wake()
    }
    const first = await enter(people[0] as Guest, room.id)
    const others = await Promise.all(people.slice(1, coalesceAbove).map((person) => enter(person, room.id)))
    for (const person of people.slice(coalesceAbove)) others.push(await enter(person, room.id))
    await first.until('presence.count')
    expect(first.heard.filter(({ t }) => t === 'presence.join')).toHaveLength(coalesceAbove - 1)
    expect(countsOf(first)).toEqual([coalesceAbove + 1])
    await pass(roomLimits.countMs)
    await first.until('presence.count', ({ count }) => count === size)
    expect(countsOf(first)).toEqual([coalesceAbove + 1, size])
    const last = others.at(-1) as Client
    const welcome = await last.until('welcome')
    expect(welcome).toMatchObject({ counting: true, member_count: size })
    expect(welcome.members.length).toBeLessThanOrEqual(roomLimits.welcomeMembers + 1)

    first.say({ t: 'presence.show', part: { from: size - 5, count: 20 } })
    const part = await first.until('presence.part')
    expect(part.members.map(({ display_name }) => display_name)).toEqual(
      people.slice(size - 5).map((_person, i) => `Guest ${size - 5 + i}`),
    )
    const partsOf = (): number => first.heard.filter(({ t }) => t === 'presence.part').length
    const leaves = async (client: Client | undefined, left: number): Promise<void> => {
      client?.say({ t: 'leave' })
      await client?.closed
      await pass(roomLimits.countMs)
      await first.until('presence.count', ({ count }) => count === left)
    }
    await leaves(others.at(-2), size - 1)
    expect(partsOf()).toBe(2)
    await leaves(others.at(-3), size - 2)
    expect(partsOf()).toBe(2)
    await pass(roomLimits.partsMs)
    await first.until('presence.part', ({ member_count }) => member_count === size - 2)
    expect(partsOf()).toBe(3)
    expect(first.heard.some(({ t }) => t === 'presence.leave')).toBe(false)
  },
)
