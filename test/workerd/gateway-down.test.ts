import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { problem } from '../../contract/problem.ts'
import gateway from '../../workers/gateway/index.ts'
import { seedApp } from '../support/seed.ts'

test('[DESIGN] a database that is away for a moment is 503 with Retry-After, not a defect', async () => {
  const quiet = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { auth } = await seedApp()
  const away = { prepare: () => ({ bind: () => ({ first: () => Promise.reject(new Error('D1_ERROR: Network connection lost.')) }) }) }
  const bindings = { ...env, EVENTS_00: away as unknown as D1Database }
  const context = { waitUntil: () => {}, passThroughOnException: () => {} } as unknown as ExecutionContext
  const answer = await gateway.fetch(new Request('http://prost.test/v1/events/some-id', { headers: auth }), bindings, context)
  expect(answer.status).toBe(503)
  expect(answer.headers.get('Retry-After')).toBe('2')
  expect(problem.parse(await answer.json()).code).toBe('temporarily_unavailable')
  quiet.mockRestore()
})
