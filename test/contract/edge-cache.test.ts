import { describe, expect, test } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { EdgeMemo } from '../../domain/channel/edge-memo.ts'
import { CacheApi } from '../../workers/sync/cache/cache-api.ts'
import { edgeCacheSuite } from './edge-cache.suite.ts'

describe.each([
  ['the memo of an isolate, as behind the platform’s cache', () => new EdgeMemo()],
  ['the Cache API', () => new CacheApi()],
  ['the memo over the Cache API', () => new EdgeMemo(new CacheApi())],
])('%s', (_name, make) => {
  edgeCacheSuite(make)
})

const of = (length: number, askedAt = 0) => ({ body: 'x'.repeat(length), etag: '"x"', askedAt, freshUntil: 10, staleUntil: 100 })

test('[STYLE 10] the memo is bounded: what was used least lately leaves', async () => {
  const memo = new EdgeMemo(null, 30)
  for (const path of ['/a', '/b', '/c']) await memo.put(path, of(10), 0)
  await memo.get('/a', 0)
  await memo.put('/d', of(10), 0)
  const held = await Promise.all(['/a', '/b', '/c', '/d'].map((path) => memo.get(path, 0)))
  expect(held.map((document) => document !== null)).toEqual([true, false, true, true])
})

test('[STYLE 10] what replaces another one, or went stale, counts once', async () => {
  const memo = new EdgeMemo(null, 30)
  for (let at = 0; at < 50; at++) await memo.put('/a', of(10, at), at)
  await memo.put('/b', of(10), 0)
  await memo.get('/b', 200)
  await memo.put('/c', of(10), 0)
  await memo.put('/d', of(10), 0)
  expect(await memo.get('/a', 0)).not.toBeNull()
})

test('two isolates of a place share what one of them asked for', async () => {
  const path = `/live/${newId()}/master.m3u8`
  await new EdgeMemo(new CacheApi()).put(path, of(10), 0)
  expect(await new EdgeMemo(new CacheApi()).get(path, 5)).toEqual(of(10))
})
