/** [CH29] Blocking reload, RFC 8216bis §6.2.5.2: who asks for what comes next waits for it, and many who ask are one question. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { countedObjects, seedChannel, syncDoor } from '../support/channel.ts'
import type { SeededChannel, SyncDoor } from '../support/channel.ts'
import { codeOf } from '../support/ingest-door.ts'

let channel: SeededChannel
let path: string

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
  channel = await seedChannel({ settings: { low_latency: true } })
  path = `/live/${channel.setup.channel_id}/360p.m3u8`
  for (let i = 0; i < 5; i++) {
    await channel.lab.post(syncDoor(), channel.lab.onward())
    pass(2_000)
  }
  await channel.lab.post(syncDoor(), channel.lab.onward())
  pass(600)
  await channel.lab.post(syncDoor(), channel.lab.partly(1))
})
const pass = (ms: number): void => void vi.setSystemTime(Date.now() + ms)
afterEach(() => void vi.useRealTimers())

/** The media sequence number after the last whole segment. */
const nextNumber = async (): Promise<number> => {
  const text = await (await syncDoor()(path)).text()
  return Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]) + text.split('\n').filter((line) => line.startsWith('#EXTINF')).length
}

const counted = (): { door: SyncDoor; asked: { playlist: number } } => {
  const { CHANNEL, state } = countedObjects()
  return { door: syncDoor({ CHANNEL }), asked: state.asked }
}

test('the playlist offers it', async () => {
  const text = await (await syncDoor()(path)).text()
  expect(text).toMatch(/#EXT-X-SERVER-CONTROL:.*CAN-BLOCK-RELOAD=YES/)
})

test('a part that is there is answered at once, and kept', async () => {
  await channel.lab.post(syncDoor(), channel.lab.partly(2))
  const { door, asked } = counted()
  const ask = `${path}?_HLS_msn=${await nextNumber()}&_HLS_part=1`
  for (let i = 0; i < 5; i++) expect(await (await door(ask)).text()).toContain(`${channel.lab.newest + 1}.1.m4s`)
  expect(asked.playlist).toBe(1)
})

test('for a part that is not, a hundred wait, and the channel is asked once', async () => {
  const { door, asked } = counted()
  const ask = `${path}?_HLS_msn=${await nextNumber()}&_HLS_part=1`
  let answered = 0
  const waiting = Array.from({ length: 100 }, async () => {
    const text = await (await door(ask)).text()
    answered += 1
    return text
  })
  await vi.waitFor(() => expect(asked.playlist).toBe(1))
  expect(answered).toBe(0)
  await channel.lab.post(syncDoor(), channel.lab.partly(2))
  const wanted = `${channel.lab.newest + 1}.1.m4s`
  for (const text of await Promise.all(waiting)) expect(text).toContain(wanted)
  expect(asked.playlist).toBe(1)
})

test('a whole segment is waited for too', async () => {
  const ask = syncDoor()(`${path}?_HLS_msn=${await nextNumber()}`)
  pass(1_400)
  await channel.lab.post(syncDoor(), channel.lab.onward())
  // It may be due a little later only: who waits looks again by itself.
  pass(2_000)
  expect(await (await ask).text()).toContain(`/${channel.lab.newest}.m4s`)
})

test('what is too far ahead is 400', async () => {
  expect(await codeOf(await syncDoor()(`${path}?_HLS_msn=${(await nextNumber()) + 5}`))).toBe('too_far_ahead')
})

test('an unknown rendition waits for nothing', async () => {
  const answer = await syncDoor()(`/live/${channel.setup.channel_id}/4320p.m3u8?_HLS_msn=${await nextNumber()}`)
  expect(await codeOf(answer)).toBe('not_found')
})
