/** Who watches: leases, and the part of the viewers that is heard. */
import { describe, expect, test } from 'vitest'
import { viewerBeatMs, viewerLeaseMs } from '../../contract/channel.ts'
import { isCounted, shareOf } from '../../contract/viewer-share.ts'
import { Presence, presenceLimits } from '../../domain/channel/presence.ts'

const viewer = (n: number): string => `viewer-${String(n).padStart(12, '0')}-${(n * 2_654_435_761) >>> 0}`
const beat = (n: number, leaving = false) => ({ viewer: viewer(n), leaving })

/** Everybody who is in the part says so, evenly over half a minute, for as long as it takes. */
const crowd = (presence: Presence, size: number, from: number, rounds: number): number => {
  let now = from
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < size; n++) {
      now = from + round * viewerBeatMs + (n / size) * viewerBeatMs
      if (isCounted(viewer(n), presence.audience(now).sample)) presence.beat(beat(n), now)
    }
  }
  return from + rounds * viewerBeatMs
}

describe('leases', () => {
  test('nobody can have been heard yet: the count is not known', () => {
    const presence = new Presence(1, 0)
    expect(presence.audience(viewerBeatMs - 1).viewers).toBeNull()
    expect(presence.audience(viewerBeatMs).viewers).toBe(0)
  })

  test('a viewer counts once, however often it says so, until its lease ends or it leaves', () => {
    const presence = new Presence(1, 0)
    for (let i = 0; i < 5; i++) presence.beat(beat(1), i)
    presence.beat(beat(2), 5)
    expect(presence.audience(6).viewers).toBe(2)
    presence.beat(beat(2, true), 7)
    expect(presence.audience(8).viewers).toBe(1)
    expect(presence.audience(4 + viewerLeaseMs).viewers).toBe(0)
  })

  test('ids that somebody makes up are bounded', () => {
    const presence = new Presence(1, 0)
    for (let n = 0; n < 20_000; n++) presence.beat(beat(n), 0)
    expect(presence.sample).toBeLessThan(1)
    expect(presence.audience(1).viewers).toBeLessThan(25_000)
  })
})

describe('the part that is heard', () => {
  test('shares are spread evenly', () => {
    const shares = Array.from({ length: 10_000 }, (_, n) => shareOf(viewer(n)))
    for (const edge of [0.125, 0.25, 0.5, 0.75]) {
      const below = shares.filter((share) => share < edge).length / 10_000
      expect(Math.abs(below - edge)).toBeLessThan(0.03)
    }
  })

  test.each([1_000, 20_000])('of %i viewers so many are heard that it is ten a second at most, and the count is about right', (size) => {
    const presence = new Presence(1, 0)
    const now = crowd(presence, size, 0, 4)
    const { viewers, sample } = presence.audience(now)
    expect(Math.log2(sample)).toSatisfy(Number.isInteger)
    expect(sample * size).toBeLessThanOrEqual(presenceLimits.most * 1.1)
    expect(Math.abs((viewers ?? 0) - size) / size).toBeLessThan(0.2)
  })

  test('when they go, the part grows again, and the count does not fall by half for it', () => {
    const presence = new Presence(1, 0)
    const many = crowd(presence, 4_000, 0, 3)
    const counts: number[] = []
    let now = many
    for (let minute = 0; minute < 12; minute++) {
      now = crowd(presence, 100, now, 2)
      counts.push(presence.audience(now).viewers ?? 0)
    }
    expect(presence.audience(now).sample).toBe(1)
    expect(presence.audience(now).viewers).toBe(100)
    for (const count of counts.slice(2)) expect(Math.abs(count - 100)).toBeLessThan(45)
  })

  test('an instance that begins anew goes on with the part it had', () => {
    expect(new Presence(0.25, 0).audience(0)).toEqual({ viewers: null, sample: 0.25 })
  })
})
