/**
 * Checks app keys against the kernel, through a cache of the isolate that is at most 5 s old.
 * Owns staleness, bounds and what happens without the kernel; what a secret is worth is in `secret-digest.ts`,
 * how a request carries it is the door's. Keyed by public key, so no tenant's data can reach another's request.
 */
import type { Result } from '../../contract/errors.ts'
import type { StoredKey } from '../../contract/keys.ts'
import { BoundedMap } from './bounded-map.ts'
import type { Digests } from './secret-digest.ts'
import { digestSecret, digestsOf, secretOpens } from './secret-digest.ts'

export type Presented = { readonly publicKey: string; readonly secret: string | null }

/** Where keys are kept. */
export interface KeySource {
  /** Null when there is no live key of this name. Throws when the keeper can not be asked. */
  find(publicKey: string): Promise<StoredKey | null>
}

export const directoryLimits = {
  /** An entry older than this is read again: the bound on how long a revoked key may live. */
  freshMs: 5_000,
  /** How old an entry may serve while the kernel is down. Nothing can be revoked while the kernel is down, so nothing is missed. */
  staleMs: 600_000,
  /** After a failed read, entries serve this long without asking again. */
  restMs: 1_000,
  /** One request reads an entry of this age anew while the others still use it, so that they do not all miss at 5 s. */
  refreshMs: 3_000,
  known: 10_000,
  refused: 1_000,
} as const

type Entry = {
  readonly key: StoredKey | null
  readonly digests: Digests
  readonly readAt: number
  /** When a request went to read it anew. */
  refreshAt: number | null
}

/** `key`: who it is. `kernel_unavailable` carries the cause for the log. */
export type CheckFailure = { readonly kind: 'refused' } | { readonly kind: 'kernel_unavailable'; readonly cause: unknown }

/**
 * Requests share entries, never the promise of one: a read belongs to the request that began it, and the runtime takes
 * another request that only waits for it for hung.
 */
export class KeyDirectory {
  /** Keys that opened. Apart from `refused`, so that a flood of unknown names can not push a tenant out. */
  readonly #known = new BoundedMap<string, Entry>(directoryLimits.known)
  /** What the kernel said of names that were refused: repeated attempts cost it nothing. */
  readonly #refused = new BoundedMap<string, Entry>(directoryLimits.refused)
  #restUntil = 0

  /**
   * The key, when the presented pair opens it. An unknown name and a wrong secret take the same way: one read of the kernel
   * unless this name was refused a moment ago, one hash, two comparisons. So a new or just rotated secret works at once.
   */
  async check(presented: Presented, source: KeySource, now: () => number): Promise<Result<StoredKey, CheckFailure>> {
    const { publicKey, secret } = presented
    const digest = secret === null ? null : digestSecret(secret)
    const held = this.#known.get(publicKey)
    if (isFresh(held, now()) && !takesRefresh(held, now())) {
      const key = opened(held, digest, now())
      if (key !== null) return { ok: true, value: key }
    }
    const read = await this.#read(publicKey, held, source, now)
    if (!read.ok) return read
    const key = opened(read.value, digest, now())
    if (key !== null) return { ok: true, value: key }
    this.#refused.set(publicKey, read.value)
    return { ok: false, error: { kind: 'refused' } }
  }

  /** What the kernel says of a name: lately refused, or read now, or (kernel down) as last known. */
  async #read(publicKey: string, held: Entry | undefined, source: KeySource, now: () => number): Promise<Result<Entry, CheckFailure>> {
    const refused = this.#refused.get(publicKey)
    if (isFresh(refused, now())) return { ok: true, value: refused }
    const lastKnown = held !== undefined && now() - held.readAt <= directoryLimits.staleMs ? held : null
    if (lastKnown !== null && now() < this.#restUntil) return { ok: true, value: lastKnown }
    try {
      return { ok: true, value: await this.#load(publicKey, source, now()) }
    } catch (cause) {
      this.#restUntil = now() + directoryLimits.restMs
      return lastKnown === null ? { ok: false, error: { kind: 'kernel_unavailable', cause } } : { ok: true, value: lastKnown }
    }
  }

  /** The entry counts as old as the moment its read began. A failed read is tried once more. */
  async #load(publicKey: string, source: KeySource, readAt: number): Promise<Entry> {
    const key = await source.find(publicKey).catch(() => source.find(publicKey))
    const entry: Entry = { key, digests: digestsOf(key), readAt, refreshAt: null }
    if (key === null) this.#known.delete(publicKey)
    else this.#known.set(publicKey, entry)
    return entry
  }
}

const isFresh = (entry: Entry | undefined, now: number): entry is Entry =>
  entry !== undefined && now >= entry.readAt && now - entry.readAt < directoryLimits.freshMs

/** True for the one request in a while whose turn it is to read an ageing entry anew; its own read may die with it. */
const takesRefresh = (entry: Entry, now: number): boolean => {
  const since = entry.refreshAt ?? entry.readAt
  if (now - since < (entry.refreshAt === null ? directoryLimits.refreshMs : directoryLimits.freshMs)) return false
  entry.refreshAt = now
  return true
}

/** The key of an entry if it opens; a call without a secret only needs the key to exist. */
const opened = ({ key, digests }: Entry, digest: Uint8Array | null, now: number): StoredKey | null => {
  if (digest === null) return key
  return secretOpens(digest, digests, now) ? key : null
}
