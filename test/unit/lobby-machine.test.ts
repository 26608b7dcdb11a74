/** The rules of a Lobby, one by one. Random words are in `test/long`. */
import { describe, expect, test } from 'vitest'
import { lobbyDueAt, readLobby } from '../../durable-objects/lobby/lobby-machine.ts'
import { lobbyLimits } from '../../durable-objects/lobby/lobby-state.ts'
import { Hall } from '../support/lobby-host.ts'
import { ids } from '../support/room-host.ts'

describe('leases', () => {
  test('[LOB1] last 45 s from the last word, also over a restart, whether or not a tick came', () => {
    const hall = new Hall()
    hall.set(1)
    hall.now += 20_000
    expect(hall.set(1)).toMatchObject({ until: hall.now + 45_000, since: hall.now - 20_000 })
    hall.restart()
    hall.now += lobbyLimits.leaseMs - 1
    expect(hall.read().total).toBe(1)
    hall.now += 1
    expect(hall.read().total).toBe(0)
    expect(lobbyDueAt(hall.state)).toBe(hall.now)
    hall.input({ type: 'tick' })
    expect([hall.devices.size, lobbyDueAt(hall.state)]).toEqual([0, null])
  })

  test('[LOB3] one person on several devices is one, gone when the last is; the most reachable speaks', () => {
    const hall = new Hall()
    hall.set(1, { device: 'phone', status: 'away' })
    hall.set(1, { device: 'laptop', status: 'busy' })
    expect(hall.read()).toMatchObject({ total: 1, visible: 1, by_status: { busy: 1, away: 0 }, data: [{ status: 'busy' }] })
    hall.input({ type: 'leave', user: ids.user(1), device: 'laptop' })
    expect(hall.read()).toMatchObject({ total: 1, data: [{ status: 'away' }] })
    hall.input({ type: 'leave', user: ids.user(1), device: 'phone' })
    expect(hall.read().total).toBe(0)
  })

  test('[LOB3] who hides is counted and not named', () => {
    const hall = new Hall()
    hall.set(1, { visibility: 'hidden' })
    hall.set(2)
    expect(hall.read()).toMatchObject({ total: 2, visible: 1, data: [{ user_id: ids.user(2) }] })
  })

  test('a person has so many devices, and no more', () => {
    const hall = new Hall()
    for (let n = 0; n < lobbyLimits.devicesPerPerson; n++) expect(hall.set(1, { device: `d${n}` })).not.toBeNull()
    expect(hall.set(1, { device: 'one more' })).toBeNull()
  })
})

describe('rooms', () => {
  test('[LOB2] the newest report of a room counts, whatever comes late', () => {
    const hall = new Hall()
    hall.room(1, 10, [1, 2])
    hall.room(1, 30, [2])
    hall.room(1, 20, [1, 2, 3])
    hall.room(1, 30, [1, 2, 3])
    expect(hall.read().data.map(({ user_id }) => user_id)).toEqual([ids.user(2)])
  })

  test('[LOB4] where somebody is, is only said of open rooms; people without a name are counted', () => {
    const hall = new Hall()
    hall.room(1, 1, [1])
    hall.room(2, 1, [2], { isOpen: false })
    hall.room(3, 1, [], { isOpen: false, count: 4 })
    expect(hall.read()).toMatchObject({ total: 6, data: [{ session_id: ids.room(1) }, { session_id: null }] })
  })

  test('[LOB5] open sessions are named with how many are in each, the fullest first, so that whoever looks for a place finds the others', () => {
    const hall = new Hall()
    hall.room(1, 1, [1])
    hall.room(2, 1, [], { count: 300 })
    hall.room(3, 1, [2], { isOpen: false })
    hall.room(4, 1, [])
    expect(hall.read().sessions).toEqual([
      { session_id: ids.room(2), members: 300 },
      { session_id: ids.room(1), members: 1 },
      { session_id: ids.room(4), members: 0 },
    ])
    for (let n = 10; n < 40; n += 1) hall.room(n, 1, [])
    expect(hall.read().sessions.map(({ members }) => members)).toEqual([300, 1, ...Array.from({ length: 18 }, () => 0)])
  })

  test('a page goes on after the last person of the one before, without whom one has a block with', () => {
    const hall = new Hall()
    for (const n of [1, 2, 3, 4, 5]) hall.set(n)
    const without = new Set([ids.user(2)])
    const page = readLobby(hall.state, { without, after: null, limit: 2 }, hall.now)
    expect([page.data.map(({ user_id }) => user_id), page.next]).toEqual([[ids.user(1), ids.user(3)], ids.user(3)])
    const rest = readLobby(hall.state, { without, after: page.next, limit: 2 }, hall.now)
    expect([rest.data.map(({ user_id }) => user_id), rest.next]).toEqual([[ids.user(4), ids.user(5)], null])
  })
})
