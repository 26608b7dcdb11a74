/** The rules by which a Lobby says into which room somebody goes, one by one. Random words are in `test/long`. */
import { describe, expect, test } from 'vitest'
import { lobbyDueAt } from '../../durable-objects/lobby/lobby-machine.ts'
import { lobbyLimits } from '../../durable-objects/lobby/lobby-state.ts'
import { Hall } from '../support/lobby-host.ts'
import { ids } from '../support/room-host.ts'

/** The number of the room that somebody is told. */
const roomFor = (hall: Hall, ...ask: Parameters<Hall['place']>): number | null => {
  const place = hall.place(...ask)
  return place === null ? null : Number.parseInt(place.room.slice(-12), 16)
}

describe('[LOB6] a room with a place', () => {
  test('is the fullest one, with those on their way; of equals the older', () => {
    const hall = new Hall()
    hall.room(7, 1, [1])
    hall.room(8, 1, [2, 3])
    hall.room(9, 1, [4, 5])
    expect(roomFor(hall, 10, 100)).toBe(8)
    hall.room(9, 2, [4, 5, 6, 7])
    expect(roomFor(hall, 11, 100)).toBe(9)
    expect(roomFor(hall, 12, 100, { without: [9] })).toBe(8)
  })

  test('is public, not over, and has been heard of lately', () => {
    const hall = new Hall()
    hall.room(7, 1, [1, 2, 3], { isOpen: false })
    hall.room(8, 1, [4])
    expect(hall.place(10, 100)).toEqual({ room: ids.room(8), isReserved: false })
    hall.now += lobbyLimits.roomMs
    expect(roomFor(hall, 10, 100)).toBe(100)
  })

  test('is one with fewer people than it takes', () => {
    const hall = new Hall()
    hall.room(7, 1, [1, 2, 3])
    expect(roomFor(hall, 10, 100, { max: 3 })).toBe(100)
    hall.room(7, 2, [1, 2])
    expect(roomFor(hall, 11, 101, { max: 3 })).toBe(7)
  })
})

describe('[LOB7] an id for a room that is to be', () => {
  test('is one for all who ask within 10 s, also over a restart, and each makes the room', () => {
    const hall = new Hall()
    expect(hall.place(1, 100)).toEqual({ room: ids.room(100), isReserved: true })
    expect(hall.place(2, 101)).toEqual({ room: ids.room(100), isReserved: true })
    hall.now += lobbyLimits.reservedMs - 1
    hall.restart()
    expect(hall.place(3, 102)).toEqual({ room: ids.room(100), isReserved: true })
    expect(hall.reserved.size).toBe(1)
  })

  test('is another one when it did not come about in time, whether or not a tick came', () => {
    const hall = new Hall()
    hall.place(1, 100)
    expect(lobbyDueAt(hall.state)).toBe(hall.now + lobbyLimits.reservedMs)
    hall.now += lobbyLimits.reservedMs
    expect(roomFor(hall, 2, 101)).toBe(101)
    hall.now += lobbyLimits.reservedMs
    hall.input({ type: 'tick' })
    expect([hall.reserved.size, lobbyDueAt(hall.state)]).toEqual([0, null])
  })

  test('is another one when who was told of it found that it can not be', () => {
    const hall = new Hall()
    for (const n of [1, 2, 3]) hall.place(n, 100)
    expect(roomFor(hall, 1, 101, { without: [100] })).toBe(101)
    expect(roomFor(hall, 4, 102)).toBe(101)
  })

  test('is reserved no more when the room says that it is open, and stays so while it is being made', () => {
    const hall = new Hall()
    hall.place(1, 100)
    hall.room(100, 1, [], { isOpen: false })
    expect(hall.place(2, 101)).toEqual({ room: ids.room(100), isReserved: true })
    hall.room(100, 2, [1])
    expect(hall.place(3, 102)).toEqual({ room: ids.room(100), isReserved: false })
    expect(hall.reserved.size).toBe(0)
    hall.room(100, 3, [], { isOpen: false })
    expect(roomFor(hall, 4, 103)).toBe(103)
  })

  test('is none where none may be made', () => {
    const hall = new Hall()
    expect(hall.place(1, null)).toBeNull()
    hall.place(2, 100)
    expect(roomFor(hall, 1, null)).toBe(100)
  })
})

describe('[LOB8] a place that was promised', () => {
  test('is taken: ten who ask at once for rooms of four are in three rooms', () => {
    const hall = new Hall()
    const told = Array.from({ length: 10 }, (_, n) => roomFor(hall, n, 100 + n, { max: 4 }))
    expect(told).toEqual([100, 100, 100, 100, 104, 104, 104, 104, 108, 108])
  })

  test('is free again after 10 s, or when the person goes elsewhere', () => {
    const hall = new Hall()
    hall.room(7, 1, [1])
    const two = { max: 2 }
    expect(roomFor(hall, 10, 100, two)).toBe(7)
    expect(roomFor(hall, 11, 101, two)).toBe(101)
    expect(roomFor(hall, 10, 102, { ...two, without: [7] })).toBe(101)
    expect(roomFor(hall, 12, 103, two)).toBe(7)
    hall.now += lobbyLimits.promiseMs
    expect(roomFor(hall, 13, 104, two)).toBe(7)
  })

  test('is one a person: asked again it is no second one', () => {
    const hall = new Hall()
    hall.room(7, 1, [1])
    for (let n = 0; n < 5; n++) expect(roomFor(hall, 10, 100 + n, { max: 2 })).toBe(7)
  })

  test('is over when the room names the person, who is counted there; and none is taken by who is there already', () => {
    const hall = new Hall()
    hall.place(1, 100)
    hall.room(100, 1, [1])
    expect(roomFor(hall, 2, 101, { max: 2 })).toBe(100)
    hall.room(100, 2, [1, 2])
    hall.room(100, 3, [1])
    expect(roomFor(hall, 1, 102, { max: 2 })).toBe(100)
    expect(roomFor(hall, 3, 103, { max: 2 })).toBe(100)
  })
})
