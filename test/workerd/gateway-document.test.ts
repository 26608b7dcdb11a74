/** The API document at its address: open to everyone, kept for five minutes, asked for again by its tag. */
import { expect, test } from 'vitest'
import document from '../../docs/api/openapi.json' with { type: 'json' }
import { call } from './gateway-harness.ts'

const path = '/v1/openapi.json'

test('[§3] the document is what is committed, for anyone', async () => {
  const answer = await call('GET', path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('Content-Type')).toBe('application/json')
  expect(await answer.json()).toEqual(document)
})

test('it may be kept, and its tag asks whether it changed', async () => {
  const first = await call('GET', path)
  const tag = first.headers.get('ETag') ?? ''
  expect(first.headers.get('Cache-Control')).toBe('public, max-age=300')
  expect(tag).toMatch(/^"[0-9a-f]+"$/)
  await first.body?.cancel()

  const again = await call('GET', path, { headers: { 'If-None-Match': `W/${tag}` } })
  expect([again.status, await again.text()]).toEqual([304, ''])
  expect(again.headers.get('ETag')).toBe(tag)
  expect(again.headers.get('Cache-Control')).toBe('public, max-age=300')
  expect(again.headers.get('X-Request-Id')).toBeTruthy()

  const other = await call('GET', path, { headers: { 'If-None-Match': '"another"' } })
  expect(other.status).toBe(200)
  await other.body?.cancel()
})

test('HEAD has the same headers', async () => {
  const [get, head] = await Promise.all([call('GET', path), call('HEAD', path)])
  await get.body?.cancel()
  expect([head.status, head.headers.get('ETag')]).toEqual([200, get.headers.get('ETag')])
})
