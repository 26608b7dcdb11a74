/**
 * The promise of a 202, against `kill -9` of everything: three times in the middle of a replay, on the same state.
 * The sender retries what was not answered, as any client would, and remembers what was answered `accepted`.
 */
import { createReadStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { createGunzip } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import * as z from 'zod'
import { ingestAnswer } from '../../contract/events.ts'
import { metricsSnapshot, verifyAnswer } from '../../contract/metrics.ts'
import {
  anyPort,
  authOf,
  type DevJson,
  killGroup,
  newState,
  root,
  runScript,
  type Running,
  start,
  stop,
  until,
} from './platform-process.ts'

const sample = join(root, 'test/data/irc-ubuntu-5000.ndjson.gz')
let state = ''
let running: Running | null = null

const end = async (): Promise<void> => {
  if (running) await stop(running)
  running = null
  if (state !== '') rmSync(state, { recursive: true, force: true })
}
afterAll(end)

/** A platform that has seen nothing yet, for each test and each try of it. */
const startAnew = async (): Promise<Running> => {
  await end()
  state = newState()
  return start(state, await anyPort())
}

const readLines = async (file: string): Promise<string[]> => {
  const lines: string[] = []
  for await (const line of createInterface({ input: createReadStream(file).pipe(createGunzip()) })) lines.push(line)
  return lines
}

/** Receipts of one request, or null when nobody answered: then the caller sends the same again. */
const post = async (url: string, app: DevJson['app'], lines: readonly string[]): Promise<z.infer<typeof ingestAnswer> | null> => {
  const headers = { ...authOf(app), 'Content-Type': 'application/x-ndjson' }
  const answer = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: lines.join('\n') }).catch(() => null)
  if (answer === null || answer.status >= 500) return null
  expect(answer.status).toBe(202)
  const body: unknown = await answer.json().catch(() => null)
  return body === null ? null : ingestAnswer.parse(body)
}

const exportedIds = async (url: string, app: DevJson['app']): Promise<string[]> => {
  const answer = await fetch(`${url}/v1/events/export?format=ndjson`, { headers: authOf(app) })
  const event = z.object({ id: z.string() })
  return (await answer.text())
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => event.parse(JSON.parse(line)).id)
}

test('[FAILURES 1] three kill -9 of the whole group lose and double nothing', { timeout: 900_000 }, async () => {
  running = await startAnew()
  const { url, app } = running.dev
  const port = Number(new URL(url).port)
  const lines = await readLines(sample)
  const accepted = new Set<string>()
  const killsAt = [900, 2_300, 3_700]
  for (let at = 0; at < lines.length; at += 20) {
    if (at >= (killsAt[0] ?? Infinity)) {
      killsAt.shift()
      const open = post(url, app, lines.slice(at, at + 20))
      await killGroup(running)
      for (const receipt of (await open)?.events ?? []) if (receipt.status === 'accepted') accepted.add(receipt.id)
      running = await start(state, port)
    }
    let answer = await post(url, app, lines.slice(at, at + 20))
    while (answer === null) answer = await post(url, app, lines.slice(at, at + 20))
    for (const receipt of answer.events) if (receipt.status === 'accepted') accepted.add(receipt.id)
  }
  expect(killsAt).toEqual([])
  await until('every accepted event is readable', async () => {
    const ids = new Set(await exportedIds(url, app))
    return [...accepted].every((id) => ids.has(id))
  })
  const ids = await exportedIds(url, app)
  expect(ids.length, 'no id twice').toBe(new Set(ids).size)
  expect(ids.length).toBe(lines.length)

  const replay = await runScript('scripts/replay.ts', [
    sample,
    '--app',
    `${app.key}:${app.secret}`,
    '--url',
    url,
    '--speed',
    'max',
    '--duplicate',
    '3',
  ])
  expect(replay.code, replay.output).toBe(0)
  const headers = { ...authOf(app), 'Content-Type': 'application/json' }
  const verified = await fetch(`${url}/v1/metrics/verify`, { method: 'POST', headers, body: '{}' })
  expect(verifyAnswer.parse(await verified.json())).toMatchObject({ mismatches: 0 })
})

/** What the app's metrics count, or 0 while nobody answers. */
const totalEvents = async (url: string, app: DevJson['app']): Promise<number> => {
  const answer = await fetch(`${url}/v1/metrics`, { headers: authOf(app) }).catch(() => null)
  const body: unknown = answer?.ok ? await answer.json().catch(() => null) : null
  return body === null ? 0 : metricsSnapshot.parse(body).total_events
}

test('[FAILURES 1] a replay that meets three kill -9 resumes by itself and ends with 0 differences', { timeout: 900_000 }, async () => {
  running = await startAnew()
  const { url, second_app: app } = running.dev
  const port = Number(new URL(url).port)
  const replay = runScript('scripts/replay.ts', [
    sample,
    `--app=${app.key}:${app.secret}`,
    `--url=${url}`,
    '--speed=max',
    '--duplicate=3',
    '--batch=2',
    '--concurrency=1',
  ])
  for (const killAt of [500, 1_500, 3_000]) {
    await until(`${killAt} events are counted`, async () => (await totalEvents(url, app)) >= killAt)
    expect(await totalEvents(url, app), 'the replay is in the middle').toBeLessThan(5_000)
    await killGroup(running)
    running = await start(state, port)
  }
  const { code, output } = await replay
  expect(code, output).toBe(0)
  expect(output).toContain('0 differences')
  expect(await totalEvents(url, app)).toBe(5_000)
})
