/** App settings, at most 5 s old, bounded. An app that is not there is asked for again each time: it may just have been made. */
import type { AppId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import { BoundedMap } from '../../domain/credentials/bounded-map.ts'

const freshMs = 5_000

export class SettingsCache {
  readonly #entries = new BoundedMap<AppId, { readonly readAt: number; readonly app: AppSettings }>(1_000)
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  async get(appId: AppId, read: (appId: AppId) => Promise<AppSettings | null>): Promise<AppSettings | null> {
    const held = this.#entries.get(appId)
    if (held !== undefined && this.#now() - held.readAt < freshMs) return held.app
    const readAt = this.#now()
    const app = await read(appId)
    if (app === null) this.#entries.delete(appId)
    else this.#entries.set(appId, { readAt, app })
    return app
  }
}
