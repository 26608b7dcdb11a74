/** What every `EdgeCache` keeps to. */
import { expect, test } from 'vitest'
import { newId } from '../../contract/ids.ts'
import type { EdgeCache, EdgeDocument } from '../../domain/channel/edge-cache.ts'

const now = 1_800_000_000_000

const document = (changes: Partial<EdgeDocument> = {}): EdgeDocument => ({
  body: '#EXTM3U\n# é ✓\n',
  etag: '"one"',
  askedAt: now,
  freshUntil: now + 1_000,
  staleUntil: now + 61_000,
  ...changes,
})

/** A path nobody used. */
const aPath = (): string => `/live/${newId()}/360p.m3u8`

export const edgeCacheSuite = (make: () => EdgeCache): void => {
  test('what was never put is not there', async () => {
    expect(await make().get(aPath(), now)).toBeNull()
  })

  test('what is put is there as it was, under its path alone', async () => {
    const [cache, path] = [make(), aPath()]
    expect(await cache.put(path, document(), now)).toEqual(document())
    expect(await cache.get(path, now)).toEqual(document())
    expect(await cache.get(`${path}?_HLS_msn=1`, now)).toBeNull()
    expect(await cache.get(aPath(), now)).toBeNull()
  })

  test('it stays while it may be shown, fresh or stale, and no longer', async () => {
    const [cache, path] = [make(), aPath()]
    await cache.put(path, document(), now)
    expect(await cache.get(path, now + 60_999)).toEqual(document())
    expect(await cache.get(path, now + 61_000)).toBeNull()
  })

  test('a later one takes its place', async () => {
    const [cache, path] = [make(), aPath()]
    await cache.put(path, document(), now)
    const later = document({ body: 'later', etag: '"two"', askedAt: now + 1, freshUntil: now + 1_001 })
    expect(await cache.put(path, later, now + 1)).toEqual(later)
    expect(await cache.get(path, now + 1)).toEqual(later)
  })

  test('[§5] one that was asked for earlier and came late does not: a playlist does not go back', async () => {
    const [cache, path] = [make(), aPath()]
    const later = document({ body: 'later', etag: '"two"', askedAt: now + 500 })
    await cache.put(path, later, now + 600)
    expect(await cache.put(path, document(), now + 700)).toEqual(later)
    expect(await cache.get(path, now + 700)).toEqual(later)
  })
}
