/** [LOB1]–[LOB3] against a model that is a list of leases: the same 100,000 random words each time, 1,000,000 others with LONG=1. SEED=n plays one again. */
import { expect, test } from 'vitest'
import { lobbyDueAt } from '../../durable-objects/lobby/lobby-machine.ts'
import { lobbyLimits } from '../../durable-objects/lobby/lobby-state.ts'
import { Hall } from '../support/lobby-host.ts'
import { ids } from '../support/room-host.ts'
import { seeded } from './random.ts'

const isLong = process.env['LONG'] === '1'
const steps = Number(process.env['STEPS'] ?? (isLong ? 1_000_000 : 100_000))
const first = Number(process.env['SEED'] ?? (isLong ? Math.floor(Date.now() / 1_000) % 1_000_000_000 : 1))

test(`[LOB1] [LOB2] [LOB3] over ${steps} random words (SEED=${first})`, { timeout: 600_000 }, async () => {
  console.log(`lobby: SEED=${first}`)
  const random = seeded(first)
  let hall = new Hall()
  let devices = new Map<string, { user: string; until: number }>()
  let rooms = new Map<number, { version: number; people: readonly number[]; until: number }>()
  const broken: string[] = []
  for (let i = 0; i < steps && broken.length === 0; i++) {
    if (i % 2_000 === 0) {
      await new Promise((resolve) => setImmediate(resolve))
      hall = new Hall()
      devices = new Map()
      rooms = new Map()
    }
    hall.now += random.int(0, random.chance(0.005) ? 3_000_000 : 4_000)
    if (random.chance(0.02)) hall.restart()
    const [n, device] = [random.int(1, 6), random.pick(['phone', 'laptop'])]
    const dice = random.int(0, 9)
    if (dice < 4) {
      hall.set(n, { device })
      devices.set(`${n} ${device}`, { user: ids.user(n), until: hall.now + lobbyLimits.leaseMs })
    } else if (dice < 5) {
      hall.input({ type: 'leave', user: ids.user(n), device })
      devices.delete(`${n} ${device}`)
    } else if (dice < 8) {
      const version = hall.now - random.int(0, 20_000)
      const people = [1, 2, 3, 4, 5, 6, 7].filter(() => random.chance(0.3))
      hall.room(n, version, people)
      const known = rooms.get(n)
      if (known === undefined || known.until <= hall.now || version > known.version)
        rooms.set(n, { version, people, until: hall.now + lobbyLimits.roomMs })
    }
    if ((lobbyDueAt(hall.state) ?? Infinity) <= hall.now) hall.input({ type: 'tick' })
    const truth = new Set<string>([...devices.values()].filter(({ until }) => until > hall.now).map(({ user }) => user))
    for (const { people, until } of rooms.values()) if (until > hall.now) for (const person of people) truth.add(ids.user(person))
    if (hall.read().total !== truth.size) broken.push(`step ${i}: ${hall.read().total} are counted, ${truth.size} are there`)
    if (hall.devices.size !== hall.state.devices.size || hall.rooms.size !== hall.state.rooms.size) broken.push(`step ${i}: rows`)
  }
  expect(broken).toEqual([])
})
