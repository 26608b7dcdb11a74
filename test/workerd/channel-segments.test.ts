/** Media files: LABs' out of R2, the slate's out of the Worker. */
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, test } from 'vitest'
import { mediaKey } from '../../domain/channel/media-key.ts'
import { slateMap, slateMedia, slateUri } from '../../domain/channel/slate-media.ts'
import { seedChannel, syncDoor } from '../support/channel.ts'
import type { SeededChannel } from '../support/channel.ts'
import { codeOf } from '../support/ingest-door.ts'

const door = syncDoor()
const uri = 'run-1/360p/7.m4s'
const bytes = Uint8Array.from({ length: 1_000 }, (_, i) => i % 251)
let channel: SeededChannel
let path: string

beforeAll(async () => {
  channel = await seedChannel()
  path = `/live/${channel.setup.channel_id}/segments/${uri}`
  await env.MEDIA.put(mediaKey(channel.setup, uri), bytes)
})

const bytesOf = async (answer: Response): Promise<number[]> => [...new Uint8Array(await answer.arrayBuffer())]

const aSlateFile = slateUri('fmp4', slateMedia.renditions[0]?.name ?? '', 0)

describe('[§5] a segment', () => {
  test('is the file, for a year, for everyone', async () => {
    const answer = await door(path)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/iso.segment',
      'content-length': '1000',
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    })
    expect(await bytesOf(answer)).toEqual([...bytes])
  })

  test('that one has is 304', async () => {
    const etag = (await door(path)).headers.get('ETag') ?? ''
    const answer = await door(path, { headers: { 'If-None-Match': etag } })
    expect([answer.status, await answer.text(), answer.headers.get('ETag')]).toEqual([304, '', etag])
  })

  test('HEAD tells of it and sends nothing', async () => {
    const answer = await door(path, { method: 'HEAD' })
    expect([answer.status, answer.headers.get('Content-Length'), await answer.text()]).toEqual([200, '1000', ''])
  })

  test.each([
    ['bytes=0-9', 0, 9],
    ['bytes=990-', 990, 999],
    ['bytes=-10', 990, 999],
    ['bytes=500-5000', 500, 999],
  ])('of %s comes that part', async (Range, from, to) => {
    const answer = await door(path, { headers: { Range } })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('Content-Range')).toBe(`bytes ${from}-${to}/1000`)
    expect(answer.headers.get('Content-Length')).toBe(String(to - from + 1))
    expect(await bytesOf(answer)).toEqual(Array.from(bytes.slice(from, to + 1)))
  })

  test('beyond its end is 416 with its length', async () => {
    const answer = await door(path, { headers: { Range: 'bytes=1000-' } })
    expect(answer.headers.get('Content-Range')).toBe('bytes */1000')
    expect(await codeOf(answer)).toBe('range_not_satisfiable')
  })

  test.each([
    ['several ranges', { Range: 'bytes=0-1,5-6' }],
    ['other units', { Range: 'lines=0-1' }],
    ['a range of another version', { Range: 'bytes=0-9', 'If-Range': '"other"' }],
  ])('asked for %s it comes whole', async (_what, headers) => {
    const answer = await door(path, { headers })
    expect([answer.status, (await bytesOf(answer)).length]).toEqual([200, 1_000])
  })

  test('what nobody uploaded is 404, and not kept: it may come yet', async () => {
    const answer = await door(`/live/${channel.setup.channel_id}/segments/run-1/360p/8.m4s`)
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    expect(await codeOf(answer)).toBe('not_found')
  })

  test('a file that is no media is for saving only', async () => {
    await env.MEDIA.put(mediaKey(channel.setup, 'run-1/page.html'), '<script>alert(1)</script>')
    const answer = await door(`/live/${channel.setup.channel_id}/segments/run-1/page.html`)
    expect(answer.headers.get('Content-Type')).toBe('application/octet-stream')
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
  })
})

describe('[F8] no path leads out of a channel:', () => {
  const outside = (of: SeededChannel): string[] => {
    const { app_id, channel_id } = of.setup
    const theirs = `${app_id}/${channel_id}/segments/${uri}`
    return [
      `../../../${theirs}`,
      `..%2f..%2f..%2f${theirs}`,
      `%2e%2e/%2e%2e/%2e%2e/${theirs}`,
      `run-1/../../../../${theirs}`,
      `/${theirs}`,
      `.//${theirs}`,
      `run-1//360p/7.m4s`,
      String.raw`..\..\..\${theirs}`,
      `slate/..%2f${uri}`,
      `slate/%2e%2e/index.html`,
      `channels/${theirs}`,
      `run-1/360p/7.m4s%00`,
      '',
    ]
  }

  test('not with dots, not with escapes, not with slashes', async () => {
    const other = await seedChannel()
    await env.MEDIA.put(mediaKey(other.setup, uri), 'theirs')
    const answers = await Promise.all(outside(other).map((one) => door(`/live/${channel.setup.channel_id}/segments/${one}`)))
    const seen = await Promise.all(answers.map(async (answer) => [answer.status, (await answer.text()).includes('theirs')]))
    expect(seen).toEqual(seen.map(() => [404, false]))
  })

  test('two channels with the same path have each its own', async () => {
    const other = await seedChannel()
    await env.MEDIA.put(mediaKey(other.setup, uri), 'theirs')
    expect(await (await door(`/live/${other.setup.channel_id}/segments/${uri}`)).text()).toBe('theirs')
    expect(await bytesOf(await door(path))).toEqual([...bytes])
  })
})

describe('the slate', () => {
  test('comes with the Worker, for every channel there is', async () => {
    const answer = await door(`/live/${channel.setup.channel_id}/segments/${aSlateFile}`)
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'video/iso.segment'])
    expect(answer.headers.get('Cache-Control')).toContain('immutable')
    const whole = await bytesOf(answer)
    const part = await door(`/live/${channel.setup.channel_id}/segments/${aSlateFile}`, { headers: { Range: 'bytes=4-7' } })
    expect([part.status, await bytesOf(part)]).toEqual([206, whole.slice(4, 8)])
  })

  test('every file that the playlists can name is there', async () => {
    const named = slateMedia.renditions.flatMap(({ name }) =>
      (['fmp4', 'ts'] as const).flatMap((container) => [
        ...slateMedia.loop.map((_segment, i) => slateUri(container, name, i)),
        ...[slateMap(container, name)].filter((map) => map !== null),
      ]),
    )
    const answers = await Promise.all(named.map((one) => door(`/live/${channel.setup.channel_id}/segments/${one}`, { method: 'HEAD' })))
    expect(answers.map(({ status }) => status)).toEqual(named.map(() => 200))
  })
})
