/** What viewers meet: documents out of the edge cache, whoever and however many ask, and whatever is away. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { countedObjects, moodyKernel, seedChannel, statusOf, syncDoor } from '../support/channel.ts'
import type { SeededChannel, SyncDoor } from '../support/channel.ts'
import { codeOf } from '../support/ingest-door.ts'

let channel: SeededChannel
let status: string
let playlist: string

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  channel = await seedChannel({ name: 'Voulezvous' })
  status = `/v1/channels/${channel.setup.channel_id}/status`
  playlist = `/live/${channel.setup.channel_id}/360p.m3u8`
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Time that only the test moves. */
const freeze = (): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms)

const polled = async (door: SyncDoor, path: string, times: number, atOnce: number): Promise<Set<string>> => {
  const bodies = new Set<string>()
  for (let done = 0; done < times; done += atOnce) {
    const answers = await Promise.all(Array.from({ length: atOnce }, () => door(path)))
    for (const answer of answers) bodies.add(`${answer.status} ${await answer.text()}`)
  }
  return bodies
}

describe.each(['platform', 'cache-api'])('[§5] with the cache that a deployment calls %s', (EDGE_CACHE) => {
  test('ten thousand polls of the status in one time to live reach the object once', { timeout: 120_000 }, async () => {
    freeze()
    const { CHANNEL, state } = countedObjects()
    const door = syncDoor({ CHANNEL, EDGE_CACHE })
    const bodies = await polled(door, status, 10_000, 100)
    expect(bodies.size).toBe(1)
    expect(state.asked.status).toBe(1)
    pass(2_000)
    await polled(door, status, 100, 10)
    expect(state.asked.status).toBe(2)
  })

  test('also when they come at once and nothing is kept', { timeout: 120_000 }, async () => {
    freeze()
    const { CHANNEL, state } = countedObjects()
    const { KERNEL_DB, state: kernel } = moodyKernel()
    const bodies = await polled(syncDoor({ CHANNEL, EDGE_CACHE, KERNEL_DB }), status, 10_000, 10_000)
    expect([...bodies]).toEqual([expect.stringMatching(/^200 /)])
    expect(state.asked.status).toBe(1)
    expect(kernel.asked).toBe(1)
  })
})

describe('[§5] documents', () => {
  test('say how long they may be kept, and are what one has already', async () => {
    freeze()
    const door = syncDoor()
    for (const [path, type, maxAge] of [
      [status, 'application/json', 2],
      [playlist, 'application/vnd.apple.mpegurl', 1],
    ] as const) {
      const answer = await door(path)
      expect(answer.headers.get('Content-Type')).toBe(type)
      expect(answer.headers.get('Cache-Control')).toBe(`public, max-age=${maxAge}, stale-while-revalidate=${maxAge}, stale-if-error=60`)
      expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
      expect(answer.headers.get('Vary')).toBeNull()
      expect(answer.headers.get('Set-Cookie')).toBeNull()
      const etag = answer.headers.get('ETag') ?? ''
      expect(etag).toMatch(/^"[\w-]{22}"$/)
      const again = await door(path, { headers: { 'If-None-Match': `"other", W/${etag}` } })
      expect([again.status, await again.text(), again.headers.get('ETag')]).toEqual([304, '', etag])
      expect((await door(path, { headers: { 'If-None-Match': '"other"' } })).status).toBe(200)
    }
  })

  test('HEAD answers as GET does, without a body', async () => {
    freeze()
    const door = syncDoor()
    const [got, head] = [await door(playlist), await door(playlist, { method: 'HEAD' })]
    expect([head.status, await head.text(), head.headers.get('ETag')]).toEqual([200, '', got.headers.get('ETag')])
  })

  test('[F6] neither what else is in the query, nor a cookie, nor a clock is part of what is kept', async () => {
    freeze()
    const { CHANNEL, state } = countedObjects()
    const door = syncDoor({ CHANNEL })
    await door(playlist)
    const odd = { Cookie: 'a=b', Date: 'Thu, 01 Jan 1970 00:00:00 GMT', 'Cache-Control': 'no-cache', Authorization: 'Bearer x' }
    await door(`${playlist}?t=${Date.now()}`, { headers: odd })
    await door(`${playlist}?_HLS_msn=3`)
    await door(`${playlist}?_HLS_msn=4&_HLS_part=0`)
    expect(state.asked.playlist).toBe(1)
  })

  test('any page may ask, with a range or a validator', async () => {
    const headers = {
      Origin: 'https://elsewhere.example',
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'if-none-match',
    }
    const answer = await syncDoor()(playlist, { method: 'OPTIONS', headers })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(answer.headers.get('Access-Control-Allow-Headers')).toContain('If-None-Match')
  })

  test.each([
    ['an unknown channel', `/live/${newId()}/master.m3u8`],
    ['what is no id', '/live/main/master.m3u8'],
    ['an unknown status', `/v1/channels/${newId()}/status`],
  ])('%s is 404 and not kept', async (_what, path) => {
    const answer = await syncDoor()(path)
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    expect(await codeOf(answer)).toBe('not_found')
  })

  test('an unknown rendition is 404, and the object is not asked again for a second', async () => {
    freeze()
    const { CHANNEL, state } = countedObjects()
    const door = syncDoor({ CHANNEL })
    const path = `/live/${channel.setup.channel_id}/4320p.m3u8`
    for (let i = 0; i < 20; i++) expect(await codeOf(await door(path))).toBe('not_found')
    expect(await codeOf(await door(`/live/${channel.setup.channel_id}/__proto__.m3u8`))).toBe('not_found')
    expect(state.asked.playlist).toBe(1)
  })

  test('a query that is no number is told so', async () => {
    expect(await codeOf(await syncDoor()(`${playlist}?_HLS_msn=soon`))).toBe('validation_failed')
    expect(await codeOf(await syncDoor()(`${playlist}?_HLS_part=1`))).toBe('validation_failed')
  })
})

describe('[DESIGN] what is away degrades one thing:', () => {
  test('the object: what is kept serves for a minute and says how old it is', async () => {
    freeze()
    const { CHANNEL, state } = countedObjects()
    const door = syncDoor({ CHANNEL })
    const body = await (await door(playlist)).text()
    state.failing = true
    pass(31_000)
    const stale = await door(playlist)
    expect([stale.status, await stale.text(), stale.headers.get('X-Prost-Stale')]).toEqual([200, body, '31'])
    expect(stale.headers.get('Cache-Control')).toBe('public, max-age=1, stale-if-error=60')
    pass(31_000)
    const none = await door(playlist)
    expect(none.headers.get('Retry-After')).toBe('1')
    expect(await codeOf(none)).toBe('temporarily_unavailable')
    state.failing = false
    pass(1_000)
    expect((await door(playlist)).headers.get('X-Prost-Stale')).toBeNull()
  })

  test('an object that hangs: what is kept serves at once, and whoever asks is not held up for ever', async () => {
    freeze()
    const { CHANNEL, state } = countedObjects()
    const door = syncDoor({ CHANNEL })
    const body = await (await door(status)).text()
    state.hanging = true
    pass(2_000)
    const asker = door(status)
    await vi.waitFor(() => expect(state.asked.status).toBe(2))
    expect(await (await door(status)).text()).toBe(body)
    const answer = await asker
    expect([await answer.text(), answer.headers.get('X-Prost-Stale')]).toEqual([body, '2'])
  })

  test('the kernel: channels that are known go on, reports too; others are 503', async () => {
    freeze()
    const { KERNEL_DB, state } = moodyKernel()
    const door = syncDoor({ KERNEL_DB })
    await statusOf(door, channel.setup.channel_id)
    state.away = true
    pass(60_000)
    const answer = await door(status)
    expect([answer.status, answer.headers.get('X-Prost-Stale')]).toEqual([200, null])
    expect((await channel.lab.post(door, channel.lab.report())).status).toBe(200)
    const other = await seedChannel()
    expect(await codeOf(await door(`/v1/channels/${other.setup.channel_id}/status`))).toBe('temporarily_unavailable')
    expect(await codeOf(await other.lab.post(door, other.lab.report()))).toBe('temporarily_unavailable')
  })

  test('[§5] the media: playlists go on, segments are 503', async () => {
    const away = async (): Promise<never> => {
      throw new Error('R2 is away')
    }
    const door = syncDoor({ MEDIA: { get: away, head: away } })
    expect((await door(playlist)).status).toBe(200)
    expect(await codeOf(await door(`/live/${channel.setup.channel_id}/segments/run-1/360p/1.m4s`))).toBe('temporarily_unavailable')
    expect((await door('/readyz')).status).toBe(503)
    expect((await door('/healthz')).status).toBe(200)
  })
})

describe('[§5] presence', () => {
  const presence = (door: SyncDoor, body: unknown, headers: Record<string, string> = {}) =>
    door(`/v1/channels/${channel.setup.channel_id}/presence`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const viewer = (n: number) => ({ viewer: `viewer-${String(n).padStart(16, '0')}` })

  test('those who say so are counted, once each, until they leave', async () => {
    freeze()
    const door = syncDoor()
    for (const n of [1, 2, 3, 3]) expect((await presence(door, viewer(n))).status).toBe(200)
    const text = { 'Content-Type': 'text/plain;charset=UTF-8' }
    expect((await presence(door, { ...viewer(2), leaving: true }, text)).status).toBe(200)
    expect((await statusOf(door, channel.setup.channel_id)).viewers).toBe(2)
  })

  test.each([
    ['a viewer without an id', {}, 'validation_failed'],
    ['an id that could be anything', { viewer: 'ann@example.com, 12 High Street' }, 'validation_failed'],
    ['an app', { ...viewer(1), app_id: 'x' }, 'app_id_forbidden'],
    ['too much', { ...viewer(1), more: 'x'.repeat(2_000) }, 'payload_too_large'],
  ])('refuses %s', async (_what, body, code) => {
    expect(await codeOf(await presence(syncDoor(), body))).toBe(code)
  })

  test('an address is held to a hundred a minute', async () => {
    freeze()
    const door = syncDoor()
    const codes = []
    for (let n = 0; n < 101; n++) codes.push((await presence(door, viewer(n), { 'CF-Connecting-IP': '192.0.2.7' })).status)
    expect(codes.filter((code) => code === 429)).toHaveLength(1)
    expect((await presence(door, viewer(1), { 'CF-Connecting-IP': '192.0.2.8' })).status).toBe(200)
  })
})
