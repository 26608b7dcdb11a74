/** [K4] A telemetry session ends by itself on time, also when the process that held it was killed in between. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, expect, test } from 'vitest'
import { metricsSnapshot, type MetricsSnapshot } from '../../contract/metrics.ts'
import { anyPort, authOf, type DevJson, killGroup, newState, type Running, start, stop, until } from './platform-process.ts'

let state = ''
/** Long enough for a slow machine to start the platform anew in between. */
const ttlSeconds = 40
let running: Running | null = null

const end = async (): Promise<void> => {
  if (running) await stop(running)
  running = null
  if (state !== '') rmSync(state, { recursive: true, force: true })
}
afterAll(end)

/** Shortens every app's TTL while the platform is down. */
const shortenSessions = (): void => {
  const folder = join(state, 'resources/d1/miniflare-D1DatabaseObject')
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')) {
    const db = new DatabaseSync(join(folder, file))
    const kernel = db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'apps'`).get()
    if (kernel) db.exec(`UPDATE apps SET session_ttl_s = ${ttlSeconds}`)
    db.close()
  }
}

const send = async ({ url, app }: DevJson, event: Record<string, unknown>): Promise<void> => {
  const headers = { ...authOf(app), 'Content-Type': 'application/json' }
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(event) })
  expect(answer.status).toBe(202)
}

const metrics = async ({ url, app }: DevJson): Promise<MetricsSnapshot> =>
  metricsSnapshot.parse(await (await fetch(`${url}/v1/metrics`, { headers: authOf(app) })).json())

test(
  '[K4] online_now is right within 5 s of a timeout, across a kill -9; a recovered session is counted once',
  { timeout: 420_000 },
  async () => {
    // Also at a second try with nothing of the first.
    await end()
    state = newState()
    const port = await anyPort()
    running = await start(state, port)
    await stop(running)
    shortenSessions()
    running = await start(state, port)
    const sentAt = Date.now()
    await send(running.dev, { type: 'session.start', actor_id: 'ana', device_id: 'phone', session_id: 's1' })
    const dueAt = Date.now() + ttlSeconds * 1_000
    const { dev } = running
    await until('ana is online', async () => (await metrics(dev)).online_now === 1)

    await killGroup(running)
    running = await start(state, port)
    expect((await metrics(running.dev)).online_now).toBe(1)
    /** When it was asked whoever was last said to be online. */
    let lastOnline = 0
    await until('ana is offline', async () => {
      const askedAt = Date.now()
      const { online_now } = await metrics(dev)
      if (online_now === 1) lastOnline = askedAt
      return online_now === 0
    })
    expect(Date.now(), 'not before its time').toBeGreaterThanOrEqual(sentAt + ttlSeconds * 1_000)
    expect(lastOnline, 'within 5 s of its due time').toBeLessThanOrEqual(dueAt + 5_000)

    await send(running.dev, { type: 'session.recover', actor_id: 'ana', session_id: 's1' })
    await until('ana is back', async () => (await metrics(dev)).online_now === 1)
    await send(running.dev, { type: 'session.start', actor_id: 'ana', device_id: 'phone', session_id: 's2' })
    await send(running.dev, { type: 'session.end', actor_id: 'ana', session_id: 's2' })
    await until('ana has left', async () => (await metrics(dev)).online_now === 0)
    expect(await metrics(running.dev)).toMatchObject({ total_sessions: 1, active_sessions: 0, total_users: 1 })
  },
)
