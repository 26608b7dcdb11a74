/** Reading through the edge: once per time to live, however many ask; and what is shown when the channel is away. */
import { expect, test, vi } from 'vitest'
import type { Asked, Question } from '../../domain/channel/document-reader.ts'
import { DocumentReader, readerLimits } from '../../domain/channel/document-reader.ts'
import { EdgeMemo } from '../../domain/channel/edge-memo.ts'

type Refusal = 'not_found'

/** A channel that answers when it is told to, a clock that only the test moves, and pauses that end at the next turn. */
const world = () => {
  const state = { now: 1_000_000, asked: 0, pauses: 0 }
  const waiting: PromiseWithResolvers<Asked<Refusal>>[] = []
  const pause = (): Promise<void> => {
    state.pauses += 1
    return new Promise((resume) => setImmediate(resume))
  }
  const reader = new DocumentReader<Refusal>(new EdgeMemo(), { now: () => state.now, pause })
  const question = (path = '/p'): Question<Refusal> => ({
    path,
    ask: () => {
      state.asked += 1
      const answer = Promise.withResolvers<Asked<Refusal>>()
      waiting.push(answer)
      return answer.promise
    },
  })
  const answer = (body: string, freshMs = 1_000): void => waiting.shift()?.resolve({ ok: true, body, etag: `"${body}"`, freshMs })
  const refuse = (): void => waiting.shift()?.resolve({ ok: false, refusal: 'not_found' })
  const fail = (): void => waiting.shift()?.reject(new Error('away'))
  const asked = (times: number) => vi.waitFor(() => expect(state.asked).toBe(times))
  const bodyOf = async (read: ReturnType<typeof reader.read>): Promise<string> => {
    const served = await read
    return served.kind === 'document' ? `${served.document.body}${served.failed ? ' (stale)' : ''}` : served.kind
  }
  return { state, reader, question, answer, refuse, fail, asked, bodyOf }
}

test('[§5] a thousand at once with nothing kept ask once', async () => {
  const { state, reader, question, answer, asked, bodyOf } = world()
  const reads = Array.from({ length: 1_000 }, () => bodyOf(reader.read(question())))
  await asked(1)
  await new Promise((resume) => setImmediate(resume))
  answer('one')
  expect(new Set(await Promise.all(reads))).toEqual(new Set(['one']))
  expect(state.asked).toBe(1)
})

test('[§5] in one time to live the channel is asked once, and then once more', async () => {
  const { state, reader, question, answer, asked, bodyOf } = world()
  const first = bodyOf(reader.read(question()))
  await asked(1)
  answer('one')
  await first
  for (let i = 0; i < 100; i++) {
    state.now += 9
    expect(await bodyOf(reader.read(question()))).toBe('one')
  }
  expect(state.asked).toBe(1)
  state.now += 100
  const second = bodyOf(reader.read(question()))
  await asked(2)
  answer('two')
  expect(await second).toBe('two')
})

test('while one asks anew, the others are served what is stale at once', async () => {
  const { state, reader, question, answer, asked, bodyOf } = world()
  const first = bodyOf(reader.read(question()))
  await asked(1)
  answer('one')
  await first
  state.now += 1_000
  const refresher = bodyOf(reader.read(question()))
  await asked(2)
  expect(await Promise.all([1, 2, 3].map(() => bodyOf(reader.read(question()))))).toEqual(['one', 'one', 'one'])
  expect(state).toMatchObject({ asked: 2, pauses: 0 })
  answer('two')
  expect(await refresher).toBe('two')
})

test('one whose asker died asks itself after a second', async () => {
  const { state, reader, question, answer, asked, bodyOf } = world()
  void reader.read(question())
  await asked(1)
  const second = bodyOf(reader.read(question()))
  await vi.waitFor(() => expect(state.pauses).toBeGreaterThan(3))
  expect(state.asked).toBe(1)
  state.now += readerLimits.leaseMs
  await asked(2)
  answer('of the dead')
  answer('of the second')
  expect(await second).toBe('of the second')
})

test('[§5] a channel that is away: what is kept serves for a minute and says so, and it is asked once a second', async () => {
  const { state, reader, question, answer, fail, asked, bodyOf } = world()
  const first = bodyOf(reader.read(question()))
  await asked(1)
  answer('one')
  await first
  state.now += 1_500
  const failing = bodyOf(reader.read(question()))
  await asked(2)
  fail()
  expect(await failing).toBe('one (stale)')
  expect(await bodyOf(reader.read(question()))).toBe('one (stale)')
  expect(state.asked).toBe(2)
  state.now += readerLimits.restMs
  const again = bodyOf(reader.read(question()))
  await asked(3)
  fail()
  expect(await again).toBe('one (stale)')
  state.now += readerLimits.staleMs
  const tooOld = bodyOf(reader.read(question()))
  await asked(4)
  fail()
  expect(await tooOld).toBe('unavailable')
})

test('with nothing kept a failure is everyone’s, at once', async () => {
  const { state, reader, question, fail, asked, bodyOf } = world()
  const reads = [1, 2, 3].map(() => bodyOf(reader.read(question())))
  await asked(1)
  fail()
  expect(await Promise.all(reads)).toEqual(['unavailable', 'unavailable', 'unavailable'])
  expect(state.asked).toBe(1)
})

test('what is not there is refused to all who ask within a second, and then asked for again', async () => {
  const { state, reader, question, answer, refuse, asked, bodyOf } = world()
  const reads = [1, 2, 3].map(() => bodyOf(reader.read(question())))
  await asked(1)
  refuse()
  expect(await Promise.all(reads)).toEqual(['refused', 'refused', 'refused'])
  state.now += readerLimits.restMs
  const later = bodyOf(reader.read(question()))
  await asked(2)
  answer('now')
  expect(await later).toBe('now')
})

test('what a patient question brings is fresh from when it came', async () => {
  const { state, reader, question, answer, asked, bodyOf } = world()
  const first = bodyOf(reader.read({ ...question(), patient: true }))
  await asked(1)
  state.now += 5_000
  answer('part', 500)
  await first
  state.now += 499
  expect(await bodyOf(reader.read(question()))).toBe('part')
  expect(state.asked).toBe(1)
})

test('paths have nothing to do with each other', async () => {
  const { reader, question, answer, asked, bodyOf } = world()
  const [a, b] = [bodyOf(reader.read(question('/a'))), bodyOf(reader.read(question('/b')))]
  await asked(2)
  answer('a')
  answer('b')
  expect([await a, await b]).toEqual(['a', 'b'])
})
