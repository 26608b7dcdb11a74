/** A whole replay against a stand-in platform that fails in every way a real one may, and against one that counts wrongly. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { GaveUp, Refused } from '../../scripts/replay/client.ts'
import { differences } from '../../scripts/replay/compare.ts'
import type { ReplayOptions } from '../../scripts/replay/options.ts'
import { replay } from '../../scripts/replay/run.ts'

type Stored = { id: string; type: string; actor_id: string; session_id?: string }
type Trouble = (request: number) => 'none' | 'refuse' | 'hang up before' | 'hang up after' | 'busy' | 'unauthorized'

/** The smallest thing that speaks the routes replay uses. `lose`: ids it answers `accepted` and does not keep. */
class StandIn {
  readonly events = new Map<string, Stored>()
  readonly sent = new Map<string, number>()
  readonly lose = new Set<string>()
  trouble: Trouble = () => 'none'
  #requests = 0
  #server: Server = createServer((request, response) => void this.#answer(request, response))

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.close()
    this.#server.closeAllConnections()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    if (request.url !== '/v1/events') return this.#read(request.url ?? '', response)
    const trouble = this.trouble(this.#requests++)
    if (trouble === 'hang up before') return void request.socket.destroy()
    if (trouble === 'refuse') return reply(response, 503, { code: 'temporarily_unavailable', detail: 'not now' }, { 'retry-after': '0' })
    if (trouble === 'busy') return reply(response, 429, { code: 'rate_limited', detail: 'slow down' }, { 'retry-after': '0' })
    if (trouble === 'unauthorized') return reply(response, 401, { code: 'invalid_credentials', detail: 'unknown key' })
    const lines: string[] = Buffer.concat(chunks).toString().trim().split('\n')
    const receipts = lines.map((text, index) => ({ index, ...this.#take(JSON.parse(text) as Stored) }))
    if (trouble === 'hang up after') return void request.socket.destroy()
    const count = (status: string) => receipts.filter((r) => r.status === status).length
    reply(response, 202, { accepted: count('accepted'), duplicates: count('duplicate'), quarantined: 0, events: receipts })
  }

  #take(event: Stored): { id: string; status: string } {
    this.sent.set(event.id, (this.sent.get(event.id) ?? 0) + 1)
    if (this.events.has(event.id)) return { id: event.id, status: 'duplicate' }
    if (!this.lose.has(event.id)) this.events.set(event.id, event)
    return { id: event.id, status: 'accepted' }
  }

  #read(url: string, response: ServerResponse): void {
    const all = [...this.events.values()]
    if (url.startsWith('/v1/events/export')) return void response.end(all.map((e) => `${JSON.stringify(exported(e))}\n`).join(''))
    if (url === '/v1/metrics/verify') return reply(response, 200, { buckets: 1, mismatches: 0, differences: [] })
    const type = new URL(url, 'http://x').searchParams.get('type')
    const ofType = all.filter((e) => e.type === type).length
    if (type !== null)
      return reply(response, 200, { metric: 'events', type, interval: 'day', from: '', to: '', data: [{ at: '', value: ofType }] })
    reply(response, 200, snapshot(all))
  }
}

const reply = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void =>
  void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

const exported = (e: Stored) => ({
  ...e,
  session_id: e.session_id ?? null,
  device_id: null,
  bot: false,
  received_at: new Date().toISOString(),
})

const snapshot = (all: readonly Stored[]) => ({
  as_of: new Date(Date.now() + 2_000).toISOString(),
  total_users: new Set(all.map((e) => e.actor_id)).size,
  active_users_24h: 0,
  active_users_1h: 0,
  online_now: 0,
  total_sessions: new Set(all.filter((e) => e.type === 'session.start').map((e) => `${e.actor_id} ${e.session_id}`)).size,
  active_sessions: 0,
  total_events: all.length,
  events_24h: 0,
  events_per_minute: 0,
  total_interactions: all.filter((e) => e.type.startsWith('interaction.')).length,
  interactions_24h: 0,
  users_by_feature: {},
})

const file = join(mkdtempSync(join(tmpdir(), 'replay-')), 'events.ndjson')
const rows = Array.from({ length: 300 }, (_, i) => ({
  id: `e${i}`,
  type: ['session.start', 'interaction.like', 'page.viewed'][i % 3],
  actor_id: `u${i % 17}`,
  session_id: `s${i % 50}`,
  occurred_at: new Date(1_500_000_000_000 + i * 60_000).toISOString(),
}))
writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'))

let platform = new StandIn()
afterEach(() => platform.close())

const run = async (more: Partial<ReplayOptions> = {}, trouble: Trouble = () => 'none', before: (p: StandIn) => void = () => {}) => {
  platform = new StandIn()
  platform.trouble = trouble
  before(platform)
  const url = await platform.listen()
  const defaults = {
    file,
    url,
    key: 'k',
    secret: 's',
    speed: 'max',
    duplicate: 3,
    batch: 20,
    concurrency: 4,
    gzip: false,
    patienceMs: 5_000,
    json: false,
    demo: false,
  } as const
  return replay({ ...defaults, ...more }, new AbortController(), () => {})
}

describe('replay', () => {
  test('sends every event as often as asked, and finds no difference on a platform that counts right', async () => {
    const report = await run()
    expect(report.rows.filter((row) => !row.ok)).toEqual([])
    expect(report.receipts).toMatchObject({ sent: 900, accepted: 300, duplicates: 600 })
    expect([...platform.sent.values()].every((times) => times === 3)).toBe(true)
  })

  test('survives refusals, hang-ups before and after the work, and limits', async () => {
    const kinds = ['refuse', 'none', 'hang up before', 'hang up after', 'busy'] as const
    const report = await run({}, (request) => kinds[request] ?? 'none')
    expect(differences(report.rows)).toBe(0)
    expect(platform.events.size).toBe(300)
  })

  test('sees one event that was answered accepted and is gone', async () => {
    const report = await run({ duplicate: 1 }, undefined, (p) => p.lose.add('e1'))
    const wrong = report.rows.filter((row) => !row.ok).map((row) => row.name)
    expect(wrong).toEqual(['total_events', 'total_interactions', 'events of interaction.like', 'missing in the export'])
  })

  test('counts absolute totals: what the app held before is part of them, and events of the file among it are not new', async () => {
    const report = await run({}, undefined, (p) => {
      p.events.set('e0', { id: 'e0', type: 'page.viewed', actor_id: 'before' })
      p.events.set('old', { id: 'old', type: 'interaction.old', actor_id: 'before' })
    })
    expect(differences(report.rows)).toBe(0)
    expect(report.stored).toEqual({ before: 2, file: 299, foreign: 0 })
  })

  test('paced, it passes over what is stored: running again resumes', async () => {
    const report = await run({ speed: 1_000_000, duplicate: 1 }, undefined, (p) => {
      for (const row of rows.slice(0, 200)) p.events.set(row.id, row as Stored)
    })
    expect(differences(report.rows)).toBe(0)
    expect(report.receipts.sent).toBe(100)
  })

  test('says when others sent to the same app meanwhile, and expects their events too', async () => {
    const report = await run({}, (request) => {
      platform.events.set(`f${request}`, { id: `f${request}`, type: 'page.viewed', actor_id: 'other' })
      return 'none'
    })
    expect(differences(report.rows)).toBe(0)
    expect(report.stored.foreign).toBe(report.receipts.requests)
  })

  test('stops at once on what no retry can change, and after its patience on what does not end', async () => {
    await expect(run({}, () => 'unauthorized')).rejects.toThrow(Refused)
    await expect(run({ patienceMs: 50 }, () => 'refuse')).rejects.toThrow(GaveUp)
  })
})
