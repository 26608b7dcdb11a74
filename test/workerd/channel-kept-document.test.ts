/** The short way to a document that the isolate has: the same answer as by the routes, and only for who asks for nothing more. */
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { syncDeps } from '../../workers/sync/deps.ts'
import { syncFetch } from '../../workers/sync/app.ts'
import { keptDocument } from '../../workers/sync/http/kept-document.ts'
import { createExecutionContext } from 'cloudflare:test'
import { seedChannel } from '../support/channel.ts'

const bindings = { ...env, EDGE_CACHE: 'platform' }
let paths: string[]

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
  const { setup } = await seedChannel()
  paths = [`/v1/channels/${setup.channel_id}/status`, `/live/${setup.channel_id}/master.m3u8`, `/live/${setup.channel_id}/360p.m3u8`]
})
afterEach(() => {
  vi.useRealTimers()
})

const request = (path: string, init?: RequestInit): Request => new Request(`http://prost.test${path}`, init)

const world = () => {
  const deps = syncDeps(() => Date.now())
  const byRoutes = syncFetch(deps)
  return {
    asked: (path: string) => byRoutes(request(path), bindings, createExecutionContext()),
    kept: (path: string, init?: RequestInit) => keptDocument(deps, request(path, init), bindings),
  }
}

const seen = async (answer: Response) => {
  const { 'x-request-id': id, ...headers } = Object.fromEntries(answer.headers)
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  return { status: answer.status, headers, body: await answer.text() }
}

test('is the answer that the routes give, byte for byte and header for header, but for its request id', async () => {
  const { asked, kept } = world()
  for (const path of paths) {
    expect(kept(path)).toBe(null)
    const first = await seen(await asked(path))
    const again = kept(path)
    if (again === null) throw new Error(`${path} is not kept`)
    expect(first.status).toBe(200)
    expect(await seen(again)).toEqual(first)
  }
})

test('whoever asks for more goes through the routes, and so does what is not fresh', async () => {
  const { asked, kept } = world()
  for (const path of paths) {
    await (await asked(path)).body?.cancel()
    for (const name of ['If-None-Match', 'X-Request-Id', 'traceparent']) expect(kept(path, { headers: { [name]: '"x"' } })).toBe(null)
    for (const method of ['HEAD', 'POST', 'OPTIONS']) expect(kept(path, { method })).toBe(null)
    expect(kept(`${path}?app_id=x`)).toBe(null)
    expect(kept(path)).not.toBe(null)
    vi.setSystemTime(Date.now() + 2_000)
    expect(kept(path)).toBe(null)
  }
})
