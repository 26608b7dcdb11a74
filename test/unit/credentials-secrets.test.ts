/** Secrets and the bounded map behind the key cache. */
import { describe, expect, it } from 'vitest'
import { appId, keyId, newId, publicKey } from '../../contract/ids.ts'
import type { StoredKey } from '../../contract/keys.ts'
import { BoundedMap } from '../../domain/credentials/bounded-map.ts'
import { digestSecret, digestsOf, hashSecret, newPublicKey, newSecret, secretOpens } from '../../domain/credentials/secret-digest.ts'

const key: StoredKey = {
  key_id: keyId.parse(newId()),
  public_key: publicKey.parse(newPublicKey()),
  secret_hash: hashSecret('now'),
  previous_secret_hash: hashSecret('before'),
  previous_expires_at: 1_000,
  scopes: [],
  app: {
    app_id: appId.parse(newId()),
    name: 'app',
    session_ttl_s: 60,
    interaction_patterns: ['a'],
    origins: [],
    event_shard: 0,
    telemetry_region: 'global',
    telemetry_shards: 1,
    limits: {},
  },
}
const opens = (secret: string, of: StoredKey | null, now: number) => secretOpens(digestSecret(secret), digestsOf(of), now)

describe('[§1] only hashes are stored', () => {
  it('SHA-256, hex', () => {
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('the present secret opens, the one before until its overlap ends, no key never', () => {
    expect(opens('now', key, 5_000)).toBe(true)
    expect(opens('before', key, 999)).toBe(true)
    expect(opens('before', key, 1_000)).toBe(false)
    expect(opens('other', key, 0)).toBe(false)
    expect(opens('now', null, 0)).toBe(false)
    expect(opens('before', { ...key, previous_expires_at: null }, 0)).toBe(false)
  })

  it('what stands in for no secret before opens nothing', () => {
    expect(secretOpens(new Uint8Array(32), digestsOf({ ...key, previous_secret_hash: null }), 0)).toBe(false)
  })

  it('new keys have their shape and do not repeat', () => {
    const names = Array.from({ length: 1_000 }, newPublicKey)
    expect(names.every((name) => publicKey.safeParse(name).success)).toBe(true)
    expect(new Set(names).size).toBe(1_000)
    expect(newSecret()).toMatch(/^pq_sk_[A-Za-z0-9]{43}$/)
  })
})

describe('the bounded map', () => {
  it('forgets the least recently used', () => {
    const map = new BoundedMap<string, number>(2)
    map.set('a', 1)
    map.set('b', 2)
    map.get('a')
    map.set('c', 3)
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2])
  })
})
