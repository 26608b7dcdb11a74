/** What all rooms of an app, or of every app, are told: through the registers that know them, a bounded part at a time. */
import * as z from 'zod'
import type { AppSettings } from '../../../contract/keys.ts'
import { appId, roomId } from '../../../contract/ids.ts'
import type { RestartTold } from '../../../durable-objects/room-register/room-register-rpc.ts'
import { roomRegisterNames } from '../../../durable-objects/names.ts'
import { appAfter, findApp } from '../../../storage/kernel/app-directory.ts'
import { errorText, logError } from '../../shared/log.ts'
import type { GatewayBindings } from '../bindings.ts'

type Env = Pick<GatewayBindings, 'KERNEL_DB' | 'ROOM_REGISTER'>

/** Of one request: registers asked, and rooms told. */
const registersAtMost = 50
const roomsAtMost = 500

/** The app is archived. False when a room could not be told yet. */
export const endRooms = async ({ ROOM_REGISTER }: Pick<Env, 'ROOM_REGISTER'>, app: AppSettings): Promise<boolean> => {
  const left = await Promise.all(roomRegisterNames(app).map((object) => asked(object, () => ROOM_REGISTER.getByName(object).end())))
  return left.every((rooms) => rooms === 0)
}

/** Up to where a walk over all rooms has come: an app, its register, and the last room of that. */
export const place = z.tuple([appId, z.int().nonnegative(), roomId.nullable()])
export type Place = z.infer<typeof place>

export type Told = Omit<RestartTold, 'next'> & { readonly next: Place | null }

/** From `from` on, or from the first app. A register that does not answer keeps none of the others from being told. */
export const restartRooms = async (env: Env, from: Place | null, afterMs: number): Promise<Told> => {
  const told = { rooms: 0, connections: 0 }
  let registers = 0
  for await (const { place: here, object } of registersFrom(env, from)) {
    if (registers === registersAtMost || told.rooms >= roomsAtMost) return { ...told, next: here }
    registers += 1
    const [app, register, after] = here
    const limit = roomsAtMost - told.rooms
    const page = await asked(object, () => env.ROOM_REGISTER.getByName(object).restart({ after, limit, afterMs }))
    told.rooms += page?.rooms ?? 0
    told.connections += page?.connections ?? 0
    if (page !== null && page.next !== null) return { ...told, next: [app, register, page.next] }
  }
  return { ...told, next: null }
}

async function* registersFrom({ KERNEL_DB }: Pick<Env, 'KERNEL_DB'>, from: Place | null) {
  const [first, register, room] = from ?? [null, 0, null]
  const begun = first === null ? null : await findApp(KERNEL_DB, first)
  for (let app = begun ?? (await appAfter(KERNEL_DB, first)); app !== null; app = await appAfter(KERNEL_DB, app.app_id)) {
    const { app_id } = app
    for (const [i, object] of roomRegisterNames(app).entries()) {
      if (app_id === first && i < register) continue
      yield { place: [app_id, i, app_id === first && i === register ? room : null] satisfies Place, object }
    }
  }
}

/** Null when the object does not answer. */
const asked = async <T>(object: string, question: () => Promise<T>): Promise<T | null> => {
  try {
    return await question()
  } catch (error) {
    logError({ event: 'wake_failed', object, error: errorText(error) })
    return null
  }
}
