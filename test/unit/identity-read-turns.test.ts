/** What a crowd of requests costs the kernel when all of them find the same value too old. */
import { describe, expect, test } from 'vitest'
import type { SessionId } from '../../contract/ids.ts'
import { newId, sessionId } from '../../contract/ids.ts'
import { FreshMap, freshMapLimits } from '../../domain/identity/fresh-map.ts'
import { RevocationList } from '../../domain/identity/revocation-list.ts'

const crowd = 500
const soon = (): Promise<void> => new Promise((wake) => setTimeout(wake, 20))
const now = (): number => Date.now()
const many = <T>(ask: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: crowd }, ask))

describe('a value that is held for a few seconds', () => {
  test('is read once, however many find it too old at once', async () => {
    const map = new FreshMap<string, number>(10)
    let reads = 0
    const read = async (): Promise<number> => {
      await soon()
      return ++reads
    }
    expect(new Set(await many(() => map.get('app', read, now)))).toEqual(new Set([1]))
    const later = (): number => Date.now() + freshMapLimits.freshMs
    expect(new Set(await many(() => map.get('app', read, later)))).toEqual(new Set([2]))
    expect(reads).toBe(2)
  })

  test('when the reading fails, the next one reads', async () => {
    const map = new FreshMap<string, number>(10)
    let reads = 0
    const read = async (): Promise<number> => {
      const n = ++reads
      await soon()
      if (n === 1) throw new Error('the kernel is away')
      return n
    }
    const answers = await Promise.allSettled(Array.from({ length: crowd }, () => map.get('app', read, now)))
    expect(answers.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    expect(reads).toBe(2)
  })

  test('a crowd waits once for a reader that is gone, whatever its clock does: one of it reads', async () => {
    const map = new FreshMap<string, number>(10)
    let clock = 0
    void map.get(
      'app',
      () => new Promise(() => undefined),
      () => clock,
    )
    let reads = 0
    const ask = (): Promise<number> =>
      map.get(
        'app',
        async () => ++reads,
        () => clock,
      )
    expect(new Set(await many(ask))).toEqual(new Set([1]))
    clock += freshMapLimits.freshMs
    expect(new Set(await many(ask))).toEqual(new Set([2]))
  })

  test('what was just changed is not served from a reading that began before', async () => {
    const map = new FreshMap<string, string>(10)
    let role = 'owner'
    let finish = (): void => undefined
    const slow = async (): Promise<string> => {
      const seen = role
      await new Promise<void>((resolve) => (finish = resolve))
      return seen
    }
    const before = map.get('ann', slow, now)
    role = 'none'
    map.forget('ann')
    expect(await map.get('ann', () => Promise.resolve(role), now)).toBe('none')
    finish()
    expect(await before).toBe('owner')
    expect(await map.get('ann', () => Promise.resolve('read again'), now)).toBe('none')
  })
})

test('the list of ended sign-ins is read once for a crowd, and each of it is judged by it', async () => {
  const list = new RevocationList()
  const ended: SessionId = sessionId.parse(newId())
  let reads = 0
  const source = {
    since: async () => {
      reads += 1
      await soon()
      return [{ session_id: ended, revoked_at: Date.now() }]
    },
  }
  expect(new Set(await many(() => list.has(ended, source, now)))).toEqual(new Set([true]))
  expect(await list.has(sessionId.parse(newId()), source, now)).toBe(false)
  expect(reads).toBe(1)
})
