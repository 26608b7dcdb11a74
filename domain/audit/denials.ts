/**
 * Denials are noted one by one up to a number per app and minute; beyond it they are counted, and the next one that is noted
 * says how many there were. So a flood fills neither queue nor chain. Lives in an isolate: bounded, keyed by app, and what was
 * only counted goes with it.
 */
import type { AuditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'
import { BoundedMap } from '../credentials/bounded-map.ts'

export const denialLimits = { notedPerMinute: 60, apps: 10_000 } as const

type Window = { readonly minute: number; readonly noted: number; readonly swallowed: number }

export class DenialGate {
  readonly #windows: BoundedMap<AppId, Window>

  constructor(apps: number = denialLimits.apps) {
    this.#windows = new BoundedMap(apps)
  }

  /** The note to keep, with `repeated` in its data when others were only counted before it; null when it is only counted. `now` is epoch ms. */
  admit(app: AppId, note: AuditNote, now: number): AuditNote | null {
    const minute = Math.floor(now / 60_000)
    const held = this.#windows.get(app)
    const noted = held?.minute === minute ? held.noted : 0
    const swallowed = held?.swallowed ?? 0
    if (noted >= denialLimits.notedPerMinute) {
      this.#windows.set(app, { minute, noted, swallowed: swallowed + 1 })
      return null
    }
    this.#windows.set(app, { minute, noted: noted + 1, swallowed: 0 })
    return swallowed === 0 ? note : { ...note, data: { ...note.data, repeated: swallowed } }
  }
}
