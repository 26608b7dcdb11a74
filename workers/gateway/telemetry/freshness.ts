/**
 * Since when facts of an app are on their way: what makes `as_of` true. Asks the app's telemetry objects, at most once a second
 * per app and isolate, and never waits long. Keyed by app id and bounded, so no tenant's answer reaches another.
 */
import type { AppId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import { BoundedMap } from '../../../domain/credentials/bounded-map.ts'
import { telemetryShardNames } from '../../../durable-objects/names.ts'
import type { TelemetryShardRpc } from '../../../contract/telemetry.ts'
import { within } from '../../shared/within.ts'

/** `complete_until`: everything accepted before this moment (epoch ms) is stored. Null when an object did not say. */
type Known = { readonly askedAt: number; readonly completeUntil: number | null }

type PendingObjects = { getByName(name: string): Pick<TelemetryShardRpc, 'pendingSince'> }

const memoMs = 1_000
const waitMs = 500

export class Freshness {
  readonly #known = new BoundedMap<AppId, Known>(10_000)

  /** Ask before reading: what was confirmed by then is in every later read. */
  async completeUntil(app: AppSettings, objects: PendingObjects, now: () => number): Promise<number | null> {
    const known = this.#known.get(app.app_id)
    if (known !== undefined && now() - known.askedAt < memoMs) return known.completeUntil
    const askedAt = now()
    const pending = await within(waitMs, () => Promise.all(telemetryShardNames(app).map((name) => objects.getByName(name).pendingSince())))
    const completeUntil = pending.ok ? Math.min(askedAt, ...pending.value.filter((since) => since !== null)) : null
    this.#known.set(app.app_id, { askedAt, completeUntil })
    return completeUntil
  }
}
