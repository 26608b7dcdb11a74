/** Documents that providers publish, held by an isolate for minutes: discovery and key sets. Public, no tenant's; keyed by issuer and bounded. */
import type { ServerMetadata } from 'openid-client'
import { BoundedMap } from '../credentials/bounded-map.ts'

export const providerCacheLimits = { freshMs: 5 * 60_000, issuers: 200 } as const

/** As the client gives and takes it: a key set and when it was read. */
export type HeldKeys = { readonly jwks: { readonly keys: object[] }; readonly uat: number }

type Entry<T> = { readonly value: T; readonly at: number }

export class ProviderCache {
  readonly #metadata = new BoundedMap<string, Entry<ServerMetadata>>(providerCacheLimits.issuers)
  readonly #keys = new BoundedMap<string, Entry<HeldKeys>>(providerCacheLimits.issuers)

  metadata(issuer: string, now: number): ServerMetadata | null {
    return fresh(this.#metadata.get(issuer), now)
  }

  keepMetadata(issuer: string, value: ServerMetadata, now: number): void {
    this.#metadata.set(issuer, { value, at: now })
  }

  keys(issuer: string, now: number): HeldKeys | null {
    return fresh(this.#keys.get(issuer), now)
  }

  keepKeys(issuer: string, value: HeldKeys, now: number): void {
    this.#keys.set(issuer, { value, at: now })
  }
}

const fresh = <T>(entry: Entry<T> | undefined, now: number): T | null =>
  entry !== undefined && now - entry.at < providerCacheLimits.freshMs ? entry.value : null
