/** The main job, end to end: an app posts an event, and its metrics and the page show it, live, under the real CSP. */
import { existsSync, rmSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hasChrome, launch } from './browser.ts'
import { eventually } from './eventually.ts'
import { isNobodyYet, signIn } from './operator-page.ts'
import { anyPort, authOf, newState, type Running, start, stop, until } from './platform-process.ts'

const state = newState()
let running: Running
let browser: Browser | null = null

beforeAll(async () => {
  running = await start(state, await anyPort())
  if (hasChrome) browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  await stop(running)
  rmSync(state, { recursive: true, force: true })
})

const post = async (body: unknown): Promise<number> => {
  const { url, app } = running.dev
  const headers = { ...authOf(app), 'Content-Type': 'application/json' }
  return (await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(body) })).status
}

const shown = async (page: Page, metric: string): Promise<string> => (await page.locator(`[data-metric="${metric}"]`).innerText()).trim()

describe.runIf(hasChrome)('the page', () => {
  it('shows an event that was posted while it was open, and who is online where', async () => {
    const page = await browser?.newPage()
    if (page === undefined) throw new Error('no browser')
    const misdeeds: string[] = []
    page.on('pageerror', (error) => misdeeds.push(String(error)))
    page.on('console', (message) => (message.type() === 'error' && !isNobodyYet(message) ? misdeeds.push(message.text()) : null))
    page.on('request', (request) => (request.url().startsWith(running.dev.url) ? null : misdeeds.push(`asked ${request.url()}`)))
    await signIn(page, running.dev, `/admin/apps/${running.dev.app.app_id}`)
    await page.locator('[data-metric="total_events"]').waitFor()
    await eventually(() => shown(page, 'total_events')).toContain('0')
    expect(await post({ type: 'session.start', actor_id: 'ann', session_id: 's1', feature: 'chat' })).toBe(202)
    await eventually(() => shown(page, 'total_events')).toContain('1')
    await eventually(() => shown(page, 'online_now')).toContain('1')
    await eventually(() => page.getByText('chat', { exact: true }).count()).toBeGreaterThan(0)
    expect(misdeeds).toEqual([])
  })
})

it('what a page loads by a name with its content’s hash is kept for good, and the page itself is not', async () => {
  const { url } = running.dev
  const page = await fetch(url)
  expect(page.headers.get('Cache-Control') ?? '').not.toContain('immutable')
  const files = [...(await page.text()).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '')
  expect(files.length).toBeGreaterThan(1)
  for (const path of files) {
    expect(path).toMatch(/-[\w-]{8,}\.(js|css|svg)$/)
    const { status, headers } = await fetch(`${url}${path}`)
    expect([path, status, headers.get('Cache-Control')]).toEqual([path, 200, 'public, max-age=31536000, immutable'])
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
  }
})

it('[§1] a second tenant sees nothing of the first', async () => {
  const { url, app, second_app } = running.dev
  expect(await post({ id: 'secret-fact', type: 'interaction.secret', actor_id: 'ann' })).toBe(202)
  const read = (path: string, of: typeof app) => fetch(`${url}${path}`, { headers: authOf(of) })
  await until('the first tenant reads it', async () => (await read('/v1/events/secret-fact', app)).ok)
  expect((await read('/v1/events/secret-fact', second_app)).status).toBe(404)
  for (const path of ['/v1/events', '/v1/events/export?format=ndjson', '/v1/metrics', '/v1/metrics/series', '/v1/events/quarantine'])
    expect(await (await read(path, second_app)).text()).not.toMatch(/secret|ann|"total_events":[1-9]/)
})

it('[§0] a stopped platform leaves no dev.json, and the next start has the same credentials and data', async () => {
  const before = running.dev
  expect(await stop(running)).toBe(0)
  expect(existsSync(`${state}/dev.json`)).toBe(false)
  running = await start(state, Number(new URL(before.url).port))
  expect(running.dev).toEqual(before)
  const answer = await fetch(`${before.url}/v1/events/secret-fact`, { headers: authOf(before.app) })
  expect(answer.status).toBe(200)
})
