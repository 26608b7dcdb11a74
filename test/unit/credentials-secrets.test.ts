/** Secrets and the bounded map behind the key cache. */
import { describe, expect, it } from 'vitest'
import { publicKey } from '../../contract/ids.ts'
import { BoundedMap } from '../../domain/credentials/bounded-map.ts'
import { hashSecret, newPublicKey, newSecret, secretOpens } from '../../domain/credentials/secret-digest.ts'

const key = { secret_hash: hashSecret('now'), previous_secret_hash: hashSecret('before'), previous_expires_at: 1_000 }

describe('[§1] only hashes are stored', () => {
  it('SHA-256, hex', () => {
    expect(hashSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  })

  it('the present secret opens, the one before until its overlap ends, no key never', () => {
    expect(secretOpens(hashSecret('now'), key, 5_000)).toBe(true)
    expect(secretOpens(hashSecret('before'), key, 999)).toBe(true)
    expect(secretOpens(hashSecret('before'), key, 1_000)).toBe(false)
    expect(secretOpens(hashSecret('other'), key, 0)).toBe(false)
    expect(secretOpens(hashSecret('now'), null, 0)).toBe(false)
    expect(secretOpens('0'.repeat(64), null, 0)).toBe(false)
    expect(secretOpens('0'.repeat(64), { ...key, previous_secret_hash: null }, 0)).toBe(false)
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
