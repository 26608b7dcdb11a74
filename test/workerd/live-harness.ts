/** Live streams for tests: read event by event, on a clock that only moves while a stream waits. */
import { expect, vi } from 'vitest'
import { metricsSnapshot } from '../../contract/metrics.ts'
import type { MetricsSnapshot } from '../../contract/metrics.ts'

export type Said = { readonly id: string; readonly metrics: MetricsSnapshot | null }

export type Live = {
  /** The next block; null when the stream has ended. */
  readonly next: () => Promise<Said | null>
  readonly close: () => Promise<void>
}

export const liveOf = async (opening: Promise<Response> | Response): Promise<Live> => {
  const answer = await opening
  expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'text/event-stream'])
  const reader = answer.body?.getReader()
  if (reader === undefined) throw new Error('an answer without a body')
  return {
    next: async () => {
      const { done, value } = await reader.read()
      return done ? null : saidIn(new TextDecoder().decode(value))
    },
    close: () => reader.cancel(),
  }
}

/** A piece holds one block, the first one the time to connect again as well. */
const saidIn = (text: string): Said => {
  const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1]
  expect(text.endsWith('\n\n')).toBe(true)
  const data = field('data')
  expect(field('event')).toBe(data === undefined ? undefined : 'metrics')
  return { id: field('id') ?? '', metrics: data === undefined ? null : metricsSnapshot.parse(JSON.parse(data)) }
}

/**
 * Waiting costs no time, it only moves the clock. Through the public door a stream is read ahead; straight from an isolate it goes on only as it is
 * read, so that the clock stands between two reads.
 */
export const virtualTime = (): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  vi.spyOn(scheduler, 'wait').mockImplementation(async (ms, options) => {
    options?.signal?.throwIfAborted()
    vi.setSystemTime(Date.now() + ms)
  })
}

export const realTime = (): void => {
  vi.restoreAllMocks()
  vi.useRealTimers()
}
