/** The way of a room to the register that looks after it: told before the room begins to live, once in the life of an instance. */
import type { AppId, RoomId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import { roomRegisterName } from '../names.ts'
import type { RoomRegisterObjects } from '../room-register/room-register-rpc.ts'
import { errorText, logError } from '../runtime/log.ts'
import { firstLookAt } from './room-care.ts'

type Deps = { readonly object: string; readonly id: RoomId; readonly registers: RoomRegisterObjects }

/** `ended`: the app has, and nothing begins in it. `silent`: the register does not answer. */
export type Registered = 'expected' | 'ended' | 'silent'

export class RegisterLine {
  readonly #deps: Deps
  #isKnown = false
  #forgotten = 0

  constructor(deps: Deps) {
    this.#deps = deps
  }

  async expect(app: { readonly app_id: AppId } & Pick<AppSettings, 'telemetry_shards'>, now: number): Promise<Registered> {
    const { id, object, registers } = this.#deps
    try {
      while (!this.#isKnown) {
        const before = this.#forgotten
        if (!(await registers.getByName(roomRegisterName(app, id)).expect(id, firstLookAt(now)))) return 'ended'
        // Forgotten while the answer was on its way: it is asked again.
        this.#isKnown = this.#forgotten === before
      }
      return 'expected'
    } catch (error) {
      logError({ event: 'register_silent', object, error: errorText(error) })
      return 'silent'
    }
  }

  /** The register looks no more. */
  forget(): void {
    this.#isKnown = false
    this.#forgotten += 1
  }
}
