/** What a live stream says and when, on a clock of its own; and how many streams a caller may have. */
import { describe, expect, test } from 'vitest'
import type { MetricsSnapshot } from '../../contract/metrics.ts'
import { streamSlotLimits, StreamSlots } from '../../domain/limits/stream-slots.ts'
import { liveFeed, liveFeedLimits } from '../../domain/metrics/live-feed.ts'
import { emptySnapshot, projectSnapshot } from '../../domain/metrics/snapshot.ts'

const start = Date.UTC(2026, 10, 21, 12)
const iso = (at: number): string => new Date(at).toISOString()

/** What a world looks like at a moment, and who may see it. */
type World = {
  readonly events?: (at: number) => number
  readonly may?: (at: number) => boolean
  readonly listens?: (at: number) => boolean
}

const feedIn = ({ events = () => 0, may = () => true, listens = () => true }: World) => {
  let clock = start
  const looks: number[] = []
  const feed = liveFeed({
    now: () => clock,
    pause: async (ms) => {
      clock += ms
      return listens(clock)
    },
    mayGoOn: async () => may(clock),
    look: async (): Promise<MetricsSnapshot> => {
      looks.push(clock)
      return { ...projectSnapshot(emptySnapshot, clock), total_events: events(clock) }
    },
  })
  return { feed, looks, now: () => clock }
}

/** Everything that is said, each with its moment. */
const heard = async (world: World) => {
  const { feed, looks, now } = feedIn(world)
  const said: { after: number; text: string }[] = []
  for await (const text of feed) said.push({ after: now() - start, text })
  return { said, looks, lasted: now() - start }
}

describe('the feed', () => {
  test('says the snapshot at once: an event with its moment as id', async () => {
    const { said } = await heard({ events: () => 7, may: () => false })
    const snapshot = { ...projectSnapshot(emptySnapshot, start), total_events: 7 }
    expect(said).toEqual([{ after: 0, text: `retry: 3000\n\nevent: metrics\nid: ${iso(start)}\ndata: ${JSON.stringify(snapshot)}\n\n` }])
  })

  test('says it again when a number moved, and at no other time', async () => {
    const { said } = await heard({ events: (at) => (at < start + 4_000 ? 1 : 2), may: (at) => at < start + 8_000 })
    expect(said.map(({ after }) => after)).toEqual([0, 4_000])
    expect(said[1]?.text).toContain(`id: ${iso(start + 4_000)}\ndata: {"as_of":"${iso(start + 4_000)}"`)
    expect(said[1]?.text).toContain('"total_events":2')
  })

  test('looks once a second at most, however much moves', async () => {
    const { said, looks } = await heard({ events: (at) => at, may: (at) => at < start + 20_000 })
    const apart = looks.slice(1).map((at, i) => at - (looks[i] ?? 0))
    expect([Math.min(...apart), Math.max(...apart)]).toEqual([1_000, 1_000])
    expect(said).toHaveLength(20)
  })

  test('says every 5 s that nothing is new, as a comment that moves the id to a moment that was looked at', async () => {
    const { said, looks } = await heard({ may: (at) => at < start + 20_000 })
    expect(said.slice(1)).toEqual([5_000, 10_000, 15_000].map((after) => ({ after, text: `: nothing new\nid: ${iso(start + after)}\n\n` })))
    expect(looks).toEqual(expect.arrayContaining(said.map(({ after }) => start + after)))
  })

  test('ends by itself after 5 minutes', async () => {
    expect((await heard({})).lasted).toBe(300_000)
  })

  test('[§1] says nothing more to who may not hear it, and ends at the next wake', async () => {
    const { said, lasted } = await heard({ events: (at) => at, may: (at) => at < start + 3_000 })
    expect([said.length, lasted]).toEqual([3, 3_000])
  })

  test('looks no more when nobody listens', async () => {
    const { looks, lasted } = await heard({ listens: (at) => at < start + 3_000 })
    expect([looks.length, lasted]).toEqual([3, 3_000])
  })

  test('[§1] an authority that is held 4 s, asked at every wake, is withdrawn within 5 s', () => {
    expect(4_000 + liveFeedLimits.wakeMs).toBeLessThan(5_000)
  })
})

describe('[F2] how many streams', () => {
  const take = (slots: StreamSlots, holder: string, n: number, at: number) => Array.from({ length: n }, () => slots.take(holder, at))

  test('twenty a holder, and the twenty-first is none; another holder has its own', () => {
    const slots = new StreamSlots()
    expect(take(slots, 'key a', 20, 0)).not.toContain(null)
    expect(slots.take('key a', 0)).toBeNull()
    expect(slots.take('key b', 0)).not.toBeNull()
  })

  test('one that is released makes room, twice released no more than once', () => {
    const slots = new StreamSlots()
    const [first] = take(slots, 'key a', 20, 0)
    first?.release()
    first?.release()
    expect(take(slots, 'key a', 2, 1).filter((slot) => slot === null)).toHaveLength(1)
  })

  test('one that fell silent without a word counts no more; those that speak do', () => {
    const slots = new StreamSlots()
    const held = take(slots, 'key a', 20, 0)
    for (const slot of held.slice(0, 15)) slot?.renew(streamSlotLimits.leaseMs - 1)
    expect(slots.take('key a', streamSlotLimits.leaseMs - 1)).toBeNull()
    expect(take(slots, 'key a', 6, streamSlotLimits.leaseMs).filter((slot) => slot !== null)).toHaveLength(5)
  })

  test('a stream that is silent as long as a look takes keeps its place', () => {
    expect(streamSlotLimits.leaseMs).toBeGreaterThan(2 * liveFeedLimits.wakeMs * liveFeedLimits.wakesPerLook)
  })
})
