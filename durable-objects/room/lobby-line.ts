/**
 * How a lobby hears of a room: the newest report, at once and then at most once a second, until the lobby has it. That one is due is known in memory alone: an
 * instance that begins tells all it finds.
 */
import type { AppId } from '../../contract/ids.ts'
import { lobbyName } from '../names.ts'
import type { LobbyObjects } from '../lobby/lobby-rpc.ts'
import { reportOf } from './room-report.ts'
import type { RoomState } from './room-state.ts'

const reportMs = 1_000

type Deps = { readonly app: AppId; readonly lobbies: LobbyObjects; readonly state: () => RoomState }

export class LobbyLine {
  readonly #deps: Deps
  #due: number | null = null
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** Epoch ms; null when the lobby knows all. */
  get due(): number | null {
    return this.#due
  }

  moved(now: number): void {
    this.#due ??= Math.max(now, this.#toldAt + reportMs)
  }

  /** If its time has come. Throws when the lobby does not take it: then it stays due. */
  async deliver(now: number): Promise<void> {
    if (this.#due !== null && now >= this.#due) await this.deliverNow(now)
  }

  async deliverNow(now: number): Promise<void> {
    if (this.#due === null) return
    const told = reportOf(this.#deps.state(), now)
    this.#due = null
    if (told === null) return
    this.#toldAt = now
    try {
      await this.#deps.lobbies.getByName(lobbyName(this.#deps.app, told.mode)).report(told.report)
    } catch (error) {
      this.#due ??= now + reportMs
      throw error
    }
  }
}
