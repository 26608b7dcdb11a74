/** The isolate's cache of keys: staleness, bounds, refreshing, and life without the kernel. */
import { beforeEach, describe, expect, it } from 'vitest'
import { appId, keyId, newId, publicKey } from '../../contract/ids.ts'
import type { StoredKey } from '../../contract/keys.ts'
import { directoryLimits, KeyDirectory } from '../../domain/credentials/key-directory.ts'
import { hashSecret, newPublicKey, newSecret } from '../../domain/credentials/secret-digest.ts'

const secret = newSecret()
const newKey = (over: Partial<StoredKey> = {}): StoredKey => ({
  key_id: keyId.parse(newId()),
  public_key: publicKey.parse(newPublicKey()),
  secret_hash: hashSecret(secret),
  previous_secret_hash: null,
  previous_expires_at: null,
  scopes: ['telemetry'],
  app: {
    app_id: appId.parse(newId()),
    name: 'app',
    session_ttl_s: 60,
    interaction_patterns: ['interaction.*'],
    origins: [],
    event_shard: 0,
    telemetry_region: 'global',
    telemetry_shards: 1,
    limits: {},
  },
  ...over,
})

/** A kernel whose keys can be taken away, which counts its reads and can be down or slow. */
class Kernel {
  readonly keys = new Map<string, StoredKey>()
  reads = 0
  down = false
  hold: Promise<void> = Promise.resolve()

  add(key: StoredKey): StoredKey {
    this.keys.set(key.public_key, key)
    return key
  }

  async find(name: string): Promise<StoredKey | null> {
    this.reads++
    await this.hold
    if (this.down) throw new Error('down')
    return this.keys.get(name) ?? null
  }
}

let kernel: Kernel
let directory: KeyDirectory
let time: number
const now = () => time
const check = (name: string, withSecret: string | null = secret) => directory.check({ publicKey: name, secret: withSecret }, kernel, now)
const opens = async (name: string, withSecret: string | null = secret) => (await check(name, withSecret)).ok

beforeEach(() => {
  kernel = new Kernel()
  directory = new KeyDirectory()
  time = 1_000_000
})

describe('[§1] revoking a key takes effect within 5 seconds', () => {
  it('an entry serves without a read until it is 3 s old, and then the next request reads it anew', async () => {
    const key = kernel.add(newKey())
    expect(await opens(key.public_key)).toBe(true)
    kernel.keys.delete(key.public_key)
    time += directoryLimits.refreshMs - 1
    expect([await opens(key.public_key), kernel.reads]).toEqual([true, 1])
    time += 1
    expect([await opens(key.public_key), kernel.reads]).toEqual([false, 2])
    expect(await opens(key.public_key, null)).toBe(false)
  })

  it('an entry is as old as the beginning of its read', async () => {
    const key = kernel.add(newKey())
    let release = (): void => {}
    kernel.hold = new Promise((resolve) => (release = resolve))
    const slow = opens(key.public_key)
    time += 4_000
    release()
    expect(await slow).toBe(true)
    time += 1_000
    await opens(key.public_key)
    expect(kernel.reads).toBe(2)
  })

  it('a revoked key is not opened by an older entry once anyone saw it gone', async () => {
    const key = kernel.add(newKey())
    await opens(key.public_key)
    kernel.keys.delete(key.public_key)
    expect(await opens(key.public_key, 'wrong')).toBe(false)
    expect(await opens(key.public_key)).toBe(false)
  })
})

describe('[§1] unknown and wrong are refused the same way', () => {
  it('one read each, then none for 5 s', async () => {
    const key = kernel.add(newKey())
    await opens(key.public_key)
    const [wrong, unknown] = [await check(key.public_key, 'wrong'), await check('nobody', 'wrong')]
    expect(wrong).toEqual(unknown)
    expect(kernel.reads).toBe(3)
    await check(key.public_key, 'wrong')
    await check('nobody', 'wrong')
    expect(kernel.reads).toBe(3)
    time += directoryLimits.freshMs
    await check('nobody', 'wrong')
    expect(kernel.reads).toBe(4)
  })

  it('refused attempts do not lock the owner out', async () => {
    const key = kernel.add(newKey())
    expect(await opens(key.public_key, 'wrong')).toBe(false)
    expect(await opens(key.public_key)).toBe(true)
  })

  it('a flood of unknown names pushes no tenant out', async () => {
    const key = kernel.add(newKey())
    await opens(key.public_key)
    for (let i = 0; i < directoryLimits.refused * 3; i++) await opens(`unknown-${i}`)
    const { reads } = kernel
    expect(await opens(key.public_key)).toBe(true)
    expect(kernel.reads).toBe(reads)
  })
})

describe('[§1] rotation keeps the old secret valid for its overlap', () => {
  it('the new secret opens at once although the old entry is cached', async () => {
    const key = kernel.add(newKey())
    await opens(key.public_key)
    const next = newSecret()
    kernel.add({ ...key, secret_hash: hashSecret(next), previous_secret_hash: key.secret_hash, previous_expires_at: time + 60_000 })
    expect(await opens(key.public_key, next)).toBe(true)
    expect(await opens(key.public_key, secret)).toBe(true)
    time += 60_000
    expect(await opens(key.public_key, secret)).toBe(false)
    expect(await opens(key.public_key, next)).toBe(true)
  })

  it('without an overlap the old secret is wrong', async () => {
    const key = kernel.add(newKey({ secret_hash: hashSecret('new'), previous_secret_hash: hashSecret('old'), previous_expires_at: null }))
    expect([await opens(key.public_key, 'old'), await opens(key.public_key, 'new')]).toEqual([false, true])
  })
})

describe('without the kernel', () => {
  it('what was known serves for 10 min, what was not is unavailable', async () => {
    const key = kernel.add(newKey())
    await opens(key.public_key)
    kernel.down = true
    time += 60_000
    expect(await opens(key.public_key)).toBe(true)
    expect(await opens(key.public_key, 'wrong')).toBe(false)
    expect(await check('other')).toMatchObject({ ok: false, error: { kind: 'kernel_unavailable' } })
    time += directoryLimits.staleMs
    expect(await check(key.public_key)).toMatchObject({ ok: false, error: { kind: 'kernel_unavailable' } })
  })

  it('a read that failed once is tried again before anything old serves', async () => {
    const key = kernel.add(newKey())
    await opens(key.public_key)
    kernel.keys.delete(key.public_key)
    time += directoryLimits.freshMs
    kernel.down = true
    const answer = opens(key.public_key)
    await Promise.resolve()
    kernel.down = false
    expect(await answer).toBe(false)
  })

  it('is asked again after a second', async () => {
    const key = kernel.add(newKey())
    await opens(key.public_key)
    kernel.down = true
    time += directoryLimits.freshMs
    await opens(key.public_key)
    const { reads } = kernel
    await opens(key.public_key)
    expect(kernel.reads).toBe(reads)
    kernel.down = false
    kernel.keys.delete(key.public_key)
    time += directoryLimits.restMs
    expect(await opens(key.public_key)).toBe(false)
  })
})

describe('an ageing entry', () => {
  it('is read anew by one request, and the others do not wait for it', async () => {
    const key = kernel.add(newKey())
    await opens(key.public_key)
    time += directoryLimits.refreshMs
    kernel.hold = new Promise(() => {})
    void opens(key.public_key)
    expect(kernel.reads).toBe(2)
    expect(await Promise.all(Array.from({ length: 50 }, () => opens(key.public_key)))).not.toContain(false)
    expect(kernel.reads).toBe(2)
  })

  it('whose refresh died is still never used beyond 5 s', async () => {
    const key = kernel.add(newKey())
    await opens(key.public_key)
    time += directoryLimits.refreshMs
    kernel.hold = new Promise(() => {})
    void opens(key.public_key)
    kernel.hold = Promise.resolve()
    kernel.keys.delete(key.public_key)
    time += directoryLimits.freshMs - directoryLimits.refreshMs
    expect(await opens(key.public_key)).toBe(false)
  })

  it('requests that miss together read each for themselves: none hangs on another', async () => {
    const key = kernel.add(newKey())
    const all = await Promise.all(Array.from({ length: 5 }, () => opens(key.public_key)))
    expect([all.every(Boolean), kernel.reads]).toEqual([true, 5])
  })
})

it('a call with the public half alone needs only the key to exist', async () => {
  const key = kernel.add(newKey())
  expect([await opens(key.public_key, null), await opens('nobody', null)]).toEqual([true, false])
})
