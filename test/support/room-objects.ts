/** The objects behind rooms, for tests: looked into, put to sleep, and robbed of their alarms. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { newId, userId } from '../../contract/ids.ts'
import type { RoomId, UserId } from '../../contract/ids.ts'
import type { Lobby as LobbyPage } from '../../contract/presence.ts'
import type { Session } from '../../contract/session.ts'
import { lobbyName, personName, roomRegisterName } from '../../durable-objects/names.ts'
import { placeRow } from '../../durable-objects/person/person-state.ts'
import type { RoomRegister } from '../../durable-objects/room-register/room-register.ts'
import type { Room } from '../../durable-objects/room/room.ts'
import type { SeededApp } from './seed.ts'
import { roomStub } from './room-client.ts'

type Any = DurableObjectStub<Room> | DurableObjectStub<RoomRegister>

export const registerStub = ({ app }: SeededApp, id: RoomId): DurableObjectStub<RoomRegister> =>
  env.ROOM_REGISTER.getByName(roomRegisterName(app, id))

/** Rooms that a register looks after. */
export const registered = (app: SeededApp, id: RoomId): Promise<string[]> =>
  runInDurableObject(registerStub(app, id), (_register, { storage }) =>
    storage.sql
      .exec<{ room: string }>('SELECT room FROM rooms ORDER BY room')
      .toArray()
      .map(({ room }) => room),
  )

/**
 * Time stands still, a little ahead: alarms are the platform's, which goes by the clock on the wall, and one that is set for a moment of a
 * clock that stands there would ring for ever. Tokens outlive it. Undone by `vi.useRealTimers()`.
 */
export const stopTheClock = (): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 300_000 })

/** Whether it was in memory or not: afterwards it is not. */
export const asleep = async (stub: DurableObjectStub): Promise<void> => {
  await runInDurableObject(stub, () => undefined)
  await evictDurableObject(stub)
}

/** What must never happen: the object sleeps and nothing will wake it. */
export const loseAlarm = async (stub: Any): Promise<void> => {
  await asleep(stub)
  await runInDurableObject(stub, (_object, { storage }) => storage.deleteAlarm())
  await evictDurableObject(stub)
}

export const sqlOf = (stub: Any, query: string, ...of: readonly (string | number)[]): Promise<Record<string, unknown>[]> =>
  runInDurableObject(stub, (_object, { storage }) => storage.sql.exec(query, ...of).toArray())

const operator = { actor: { kind: 'operator', id: userId.parse(newId()), role: 'owner' }, blocked: [] } as const

/** The session as an operator sees it. */
export const sessionIn = async (app: SeededApp, id: RoomId): Promise<Session> => {
  const { session } = await roomStub(app, id).read(operator)
  if (session === null) throw new Error('there is no such session')
  return session
}

export const lobbyIn = ({ app }: SeededApp, mode: string): Promise<Pick<LobbyPage, 'total' | 'visible' | 'data'>> =>
  env.LOBBY.getByName(lobbyName(app.app_id, mode)).read({ without: [], after: null, limit: 200 })

/** Rooms that a person's object takes the person to be in. */
export const placesOf = async ({ app }: SeededApp, user: UserId): Promise<RoomId[]> => {
  const stub = env.PERSON.getByName(personName(app.app_id, user))
  const rows = await runInDurableObject(stub, (_person, { storage }) =>
    storage.sql.exec<{ row: string }>(`SELECT row FROM rows WHERE kind = 'place'`).toArray(),
  )
  return rows.map(({ row }) => placeRow.parse(JSON.parse(row))).flatMap(({ room, isIn }) => (isIn ? [room] : []))
}
