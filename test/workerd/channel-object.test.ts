/** The channel's object over time: evicted between any two steps, woken by its alarm, published, ended. The clock is the test's. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { decodeAuditMessage } from '../../contract/audit-message-reading.ts'
import type { AuditNote } from '../../contract/audit.ts'
import { channelHealth } from '../../contract/channel.ts'
import type { ChannelHealth, ChannelSettings } from '../../contract/channel.ts'
import { publicKey } from '../../domain/channel/media-key.ts'
import { objectOf, seedChannel, statusOf, syncDoor } from '../support/channel.ts'
import type { SeededChannel } from '../support/channel.ts'

/** Real alarms are an hour ahead of the real clock, so only the test runs them. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})
const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms)

const healthOf = async ({ setup }: SeededChannel): Promise<ChannelHealth> =>
  channelHealth.parse(JSON.parse(await objectOf(setup).health(setup)))
const alarm = ({ setup }: SeededChannel): Promise<boolean> => runDurableObjectAlarm(objectOf(setup))
const evict = ({ setup }: SeededChannel): Promise<void> => evictDurableObject(objectOf(setup))
const alarmAt = ({ setup }: SeededChannel): Promise<number | null> =>
  runInDurableObject(objectOf(setup), (_instance, state) => state.storage.getAlarm())

const playlist = async ({ setup }: SeededChannel, name = '360p'): Promise<string> => {
  const answer = await objectOf(setup).playlist(setup, { name })
  if (!answer.ok) throw new Error(answer.code)
  return answer.body
}
const numberOf = (text: string, tag: string): number => Number(new RegExp(`#EXT-X-${tag}:(\\d+)`).exec(text)?.[1])
const urisOf = (text: string): string[] => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

/** Everything that objects send, instead of the real queue. */
const recordQueue = () => {
  const notes: AuditNote[] = []
  const state = { failing: false }
  const queue = Object.getPrototypeOf(env.EVENTS_QUEUE) as Queue
  vi.spyOn(queue, 'send').mockImplementation(async (body) => {
    if (state.failing) throw new Error('the queue is down')
    const decoded = decodeAuditMessage(String(body))
    if (decoded.ok) notes.push(...decoded.value.map(({ note }) => note))
    return { metadata: { metrics: { backlogCount: 0, backlogBytes: 0 } } }
  })
  return { notes, state, of: (action: string) => notes.filter((note) => note.action === action) }
}

/** Half a minute on air. */
const onAir = async (settings: Partial<ChannelSettings> = {}): Promise<SeededChannel> => {
  const channel = await seedChannel({ settings })
  for (let i = 0; i < 15; i++) await report(channel)
  return channel
}

const report = async (channel: SeededChannel): Promise<void> => {
  const { lab } = channel
  const answer = await lab.post(syncDoor(), lab.onward())
  if (answer.status !== 200) throw new Error(await answer.text())
  pass(2_000)
}

describe('[§5] eviction', () => {
  test('between any two steps: the playlist goes on as if nothing had been', async () => {
    const [evicted, whole] = [await seedChannel(), await seedChannel()]
    const shape = (text: string) => text.replaceAll(/PROGRAM-DATE-TIME:.*/g, '')
    for (let i = 0; i < 8; i++) {
      const now = Date.now()
      for (const channel of [evicted, whole]) {
        vi.setSystemTime(now)
        await channel.lab.post(syncDoor(), channel.lab.onward())
      }
      await evict(evicted)
      pass(1_000)
      expect(shape(await playlist(evicted))).toBe(shape(await playlist(whole)))
      pass(1_000)
      await evict(evicted)
    }
    // The LAB falls silent: the slate comes in both at the same place.
    for (let i = 0; i < 8; i++) {
      pass(1_500)
      expect(shape(await playlist(evicted))).toBe(shape(await playlist(whole)))
      await evict(evicted)
    }
    expect(await playlist(evicted)).toContain('slate/')
  })

  test('before the first report: a channel that was shown keeps its numbers', async () => {
    const channel = await seedChannel()
    await evict(channel)
    const before = await playlist(channel)
    await evict(channel)
    pass(60_000)
    const after = await playlist(channel)
    expect(numberOf(after, 'MEDIA-SEQUENCE')).toBeGreaterThan(numberOf(before, 'MEDIA-SEQUENCE'))
  })

  test('a report that was applied stays applied: the same again changes nothing', async () => {
    const channel = await seedChannel()
    const last = channel.lab.onward()
    await channel.lab.post(syncDoor(), last, { id: 'msg-1' })
    const before = await healthOf(channel)
    await evict(channel)
    expect(await (await channel.lab.post(syncDoor(), last, { id: 'msg-1' })).json()).toEqual({ applied: false })
    expect((await healthOf(channel)).last_report).toEqual(before.last_report)
  })
})

describe('[§5] silence', () => {
  test('moves to the slate by the alarm, asked or not, and back when the LAB is back', async () => {
    const { of } = recordQueue()
    const channel = await onAir()
    expect((await healthOf(channel)).status).toMatchObject({ state: 'on_air', source: 'lab' })
    const before = await playlist(channel)
    for (let i = 0; i < 10; i++) {
      pass(1_000)
      await alarm(channel)
    }
    expect((await healthOf(channel)).status).toMatchObject({ state: 'unknown', source: 'slate' })
    expect(of('channel.switched').at(-1)).toMatchObject({ reason: 'lab_silent', outcome: 'decided', actor: { kind: 'system', id: null } })
    const during = await playlist(channel)
    expect(numberOf(during, 'MEDIA-SEQUENCE')).toBeGreaterThanOrEqual(numberOf(before, 'MEDIA-SEQUENCE'))
    expect(urisOf(during).at(-1)).toContain('slate/')
    for (let i = 0; i < 6; i++) await report(channel)
    expect((await healthOf(channel)).status).toMatchObject({ state: 'on_air', source: 'lab' })
    const after = await playlist(channel)
    expect(urisOf(after).at(-1)).toContain(channel.lab.run)
    expect(numberOf(after, 'DISCONTINUITY-SEQUENCE')).toBeGreaterThanOrEqual(numberOf(during, 'DISCONTINUITY-SEQUENCE'))
  })

  test('an object with nothing to decide sleeps', async () => {
    recordQueue()
    const channel = await onAir()
    for (let i = 0; i < 200 && (await alarmAt(channel)) !== null; i++) {
      pass(1_000)
      await alarm(channel)
    }
    expect(await alarmAt(channel)).toBeNull()
  })

  test('[FAILURES 5] an alarm that was lost is made up for by the watchdog', async () => {
    const { of } = recordQueue()
    const channel = await onAir()
    await runInDurableObject(objectOf(channel.setup), (_instance, state) => state.storage.deleteAlarm())
    await evict(channel)
    pass(60_000)
    await objectOf(channel.setup).wake()
    pass(1_000)
    await alarm(channel)
    expect(of('channel.switched').at(-1)?.reason).toBe('lab_silent')
  })
})

describe('[§5] notes', () => {
  test('each goes out twice, a minute apart, under one id, and then no more', async () => {
    const { of } = recordQueue()
    const channel = await onAir()
    for (let i = 0; i < 200; i++) {
      pass(1_000)
      await alarm(channel)
    }
    const switched = of('channel.switched')
    const ids = new Set(switched.map(({ entry_id }) => entry_id))
    const { switches } = await healthOf(channel)
    expect(ids.size).toBe(switches.length)
    expect(switched).toHaveLength(2 * ids.size)
    expect(switched.map(({ object }) => object)).toEqual(switched.map(() => ({ kind: 'channel', id: channel.setup.channel_id })))
  })

  test('wait while the queue is away, also over an eviction', async () => {
    const { of, state } = recordQueue()
    state.failing = true
    const channel = await onAir()
    for (let i = 0; i < 10; i++) {
      pass(1_000)
      await alarm(channel)
    }
    await evict(channel)
    state.failing = false
    for (let i = 0; i < 40; i++) {
      pass(1_000)
      await objectOf(channel.setup).wake()
      await alarm(channel)
    }
    const { switches } = await healthOf(channel)
    expect(new Set(of('channel.switched').map(({ entry_id }) => entry_id)).size).toBe(switches.length)
  })

  test('a new secret is noted with who gave it, and without itself', async () => {
    const { notes, of } = recordQueue()
    const channel = await seedChannel()
    pass(1_000)
    await alarm(channel)
    expect(of('channel.secret_added')).toHaveLength(1)
    expect(JSON.stringify(notes)).not.toContain(channel.lab.secret)
  })
})

describe('public objects', () => {
  const read = async ({ setup }: SeededChannel, name: string) => {
    const found = await env.MEDIA.get(publicKey(setup.channel_id, name))
    return found === null ? null : { text: await found.text(), ...found.httpMetadata }
  }
  const names = ['360p.m3u8', 'master.m3u8', 'status.json'] as const

  test('are what the doors say, at each change, and say how long they may be kept', async () => {
    recordQueue()
    const channel = await onAir({ public_objects: true })
    await alarm(channel)
    expect(await read(channel, '360p.m3u8')).toEqual({
      text: await playlist(channel),
      contentType: 'application/vnd.apple.mpegurl',
      cacheControl: expect.stringMatching(/^public, max-age=\d+, stale-if-error=60$/),
    })
    const first = await read(channel, '360p.m3u8')
    await report(channel)
    await alarm(channel)
    expect(await read(channel, '360p.m3u8')).not.toEqual(first)
    const status = await read(channel, 'status.json')
    expect(JSON.parse(status?.text ?? '')).toMatchObject({ id: channel.setup.channel_id, state: 'on_air' })
  })

  test('go on with the slate while nobody asks', async () => {
    recordQueue()
    const channel = await onAir({ public_objects: true })
    for (let i = 0; i < 20; i++) {
      pass(1_000)
      await alarm(channel)
    }
    expect((await read(channel, '360p.m3u8'))?.text).toBe(await playlist(channel))
    expect((await read(channel, '360p.m3u8'))?.text).toContain('slate/')
  })

  test('storage that is away holds nothing up, and is written when it is back', async () => {
    recordQueue()
    const channel = await seedChannel({ settings: { public_objects: true } })
    const bucket = Object.getPrototypeOf(env.MEDIA) as R2Bucket
    const put = vi.spyOn(bucket, 'put').mockImplementation(() => Promise.reject(new Error('R2 is away')))
    await report(channel)
    await alarm(channel)
    expect((await statusOf(syncDoor(), channel.setup.channel_id)).state).toBe('on_air')
    put.mockRestore()
    pass(2_000)
    await report(channel)
    await alarm(channel)
    expect(await read(channel, 'master.m3u8')).not.toBeNull()
  })

  test('leave when they are not wanted any more, and when the channel ends', async () => {
    recordQueue()
    const channel = await onAir({ public_objects: true })
    await alarm(channel)
    const setup = { ...channel.setup, settings: { ...channel.setup.settings, public_objects: false } }
    await objectOf(setup).status(setup)
    pass(1_000)
    await alarm(channel)
    expect(await Promise.all(names.map((name) => read(channel, name)))).toEqual([null, null, null])
    const other = await onAir({ public_objects: true })
    await alarm(other)
    await objectOf(other.setup).close()
    expect(await Promise.all(names.map((name) => read(other, name)))).toEqual([null, null, null])
  })
})

describe('an end', () => {
  test('leaves nothing: no secret, no row, no alarm; what was noted went out; again is nothing', async () => {
    const { of } = recordQueue()
    const channel = await onAir()
    await objectOf(channel.setup).close()
    await objectOf(channel.setup).close()
    expect(of('channel.secret_added')).toHaveLength(1)
    const tables = await runInDurableObject(objectOf(channel.setup), (_instance, state) =>
      state.storage.sql.exec(`SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'`).toArray(),
    )
    expect(tables).toEqual([])
    expect(await alarmAt(channel)).toBeNull()
    expect((await channel.lab.post(syncDoor(), channel.lab.onward())).status).toBe(401)
  })
})
