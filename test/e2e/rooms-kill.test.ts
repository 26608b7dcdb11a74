/**
 * [FAILURES 3] Two hundred people in one room while its runtime is killed, everything is killed, and a new version is deployed:
 * what was acknowledged is seen by everyone, once and in one order, and who is gone is gone.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import * as z from 'zod'
import { appId } from '../../contract/ids.ts'
import { restartPage } from '../../contract/operations/ops-rooms.ts'
import { lobby } from '../../contract/presence.ts'
import { session } from '../../contract/session.ts'
import { seeded } from '../long/random.ts'
import { anyPort, authOf, type DevJson, killGroup, newState, type Running, start, stop, until } from './platform-process.ts'
import { CrowdClient, wholeHistory } from './room-crowd.ts'
import { addCrowd, type CrowdPerson, makeParty } from './room-crowd-people.ts'

const crowdSize = 200
const killedForGood = 10
const silent = 5
const seed = Number(process.env['SEED'] ?? 20_261_121)

let state = ''
let running: Running | null = null
let talking: ReturnType<typeof setInterval> | null = null

const end = async (): Promise<void> => {
  if (talking !== null) clearInterval(talking)
  if (running !== null) await stop(running)
  running = null
  if (state !== '') rmSync(state, { recursive: true, force: true })
}
afterAll(end)

/** A platform with a crowd of people, none of them there yet. */
const startAnew = async (): Promise<{ readonly running: Running; readonly people: readonly CrowdPerson[]; readonly port: number }> => {
  await end()
  state = newState()
  const port = await anyPort()
  const first = await start(state, port)
  await stop(first)
  const people = await addCrowd(state, appId.parse(first.dev.app.app_id), first.dev.url, crowdSize)
  running = await start(state, port)
  return { running, people, port }
}

/** SIGKILL to the runtime alone, as when it crashes: who started it starts it again. */
const killRuntime = (): void => {
  const pids = readFileSync(join(state, 'runtime.pids'), 'utf8').split('\n').map(Number)
  for (const pid of pids) process.kill(pid, 'SIGKILL')
}

/** As before a deployment: everyone in a room is sent away with a moment of their own to come back. */
const announceRestart = async (url: string): Promise<void> => {
  const { ops_token } = z.object({ ops_token: z.string() }).parse(JSON.parse(readFileSync(join(state, 'dev.json'), 'utf8')))
  const headers = { authorization: `Bearer ${ops_token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/ops/rooms/restart`, { method: 'POST', headers, body: JSON.stringify({ after_ms: 1_000 }) })
  expect(restartPage.parse(await answer.json())).toMatchObject({ rooms: 1, connections: crowdSize, next_cursor: null })
}

const exitPage = z.object({ data: z.array(z.object({ actor_id: z.string(), occurred_at: z.iso.datetime() })) })

/** When the room let go of each of them, by its own clock (epoch ms), once the app was told. */
const untilExited = async ({ url, app }: DevJson, users: readonly string[]): Promise<ReadonlyMap<string, number>> => {
  const exits = new Map<string, number>()
  await until('the app is told who is gone', async () => {
    const answer = await fetch(`${url}/v1/events?type=mode_exited&limit=200`, { headers: authOf(app) })
    for (const { actor_id, occurred_at } of exitPage.parse(await answer.json()).data) exits.set(actor_id, Date.parse(occurred_at))
    return users.every((user) => exits.has(user))
  })
  return exits
}

const ackedBy = (clients: readonly CrowdClient[]): number => clients.reduce((sum, { acked }) => sum + acked.size, 0)

const get = async (url: string, path: string, person: CrowdPerson): Promise<unknown> => {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${await person.token()}` } })
  return answer.json()
}

test(
  '[FAILURES 3] two hundred people through kill -9 and a redeploy: nothing acknowledged is lost, doubled or out of order; no ghosts',
  { timeout: 900_000 },
  async () => {
    const { people, port, running: first } = await startAnew()
    const { dev } = first
    const { url } = dev
    const [host] = people
    if (host === undefined) throw new Error('nobody is there')
    const room = await makeParty(url, host)
    const random = seeded(seed)
    // One in four is away for longer, and misses what the others say.
    const clients = people.map(
      ({ user, token }, i) =>
        new CrowdClient({ url, room, user, token, waitMs: () => (i % 4 === 0 ? random.int(2_000, 5_000) : random.int(200, 1_000)) }),
    )
    for (const client of clients) client.come()
    await until('everyone is in', () => clients.every(({ isIn }) => isIn))

    // A message of somebody every 25 ms, whatever happens to the platform.
    let alive: readonly CrowdClient[] = clients
    let said = 0
    talking = setInterval(() => alive[random.int(0, alive.length - 1)]?.say(`message ${++said}`), 25)
    const talkOn = async (what: string): Promise<void> => {
      const goal = ackedBy(clients) + 100
      await until(`${what}: everyone is back and the talk goes on`, () => clients.every(({ isIn }) => isIn) && ackedBy(clients) >= goal)
    }
    await talkOn('at first')

    killRuntime()
    await until('the runtime is gone', () => clients.some(({ isIn }) => !isIn))
    await talkOn('the runtime was killed')

    await killGroup(first)
    running = await start(state, port)
    await talkOn('everything was killed')

    await announceRestart(url)
    await until('everyone was sent away', () => clients.every(({ counts }) => counts.sentAway === 1))
    await stop(running)
    running = await start(state, port)
    await talkOn('a new version was deployed')

    const gone = clients.slice(0, killedForGood + silent)
    alive = clients.slice(killedForGood + silent)
    gone.forEach((client, i) => (i < killedForGood ? client.kill() : client.fallSilent()))
    const truth = new Set(alive.map(({ user }) => user))
    const left = new Map<CrowdClient, number>()
    const lookAround = (): boolean => {
      for (const client of gone)
        if (!left.has(client) && alive.some(({ members }) => !members.has(client.user))) left.set(client, Date.now())
      return alive.every(({ members }) => members.size === truth.size)
    }
    await until('nobody sees who is gone', lookAround)
    clearInterval(talking)
    await until('all that was said is acknowledged', () => alive.every(({ isSettled }) => isSettled))

    const deps = { url, room, user: host.user, token: host.token, waitMs: () => 200 }
    const history = await wholeHistory(deps)
    const last = Math.max(...history.keys())
    await until('everyone heard the last message', () => alive.every(({ seq }) => seq >= last))
    const exits = await untilExited(
      dev,
      gone.map(({ user }) => user),
    )
    const ghostS = gone.map(({ user, lastSignAt }) => ((exits.get(user) ?? Number.NaN) - lastSignAt) / 1_000)
    const sum = (of: (client: CrowdClient) => number): number => clients.reduce((n, client) => n + of(client), 0)
    console.log(
      `seed ${seed}: ${crowdSize} people, ${said} said, ${ackedBy(clients)} acknowledged, ${history.size} kept; ${sum((c) => c.counts.resumes)} resumes with ${sum((c) => c.counts.missed)} missed frames, ` +
        `${sum((c) => c.counts.gaps)} gaps, ${sum((c) => c.counts.refusals)} refusals; the last ghost was gone ${Math.max(...ghostS).toFixed(1)} s after its last sign of life`,
    )

    expect(clients.flatMap(({ user, faults }) => faults.map((fault) => `${user}: ${fault}`))).toEqual([])
    expect(
      sum(({ counts }) => counts.missed),
      'some had something to catch up on',
    ).toBeGreaterThan(0)
    expect(Math.max(...ghostS), 'nobody is a ghost after 45 s').toBeLessThanOrEqual(45)
    expect(new Set(history.values()).size, 'no message twice').toBe(history.size)
    for (const client of clients)
      for (const [name, seq] of client.acked) expect(history.has(seq), `${name} was acknowledged as ${seq}`).toBe(true)
    for (const client of alive)
      expect([...client.heard].toSorted(bySeq)).toEqual([...history].filter(([seq]) => seq > (client.joinedAt ?? 0)).toSorted(bySeq))
    for (const client of alive) expect(client.members).toEqual(truth)
    const other = people.at(-1) ?? host
    expect(session.parse(await get(url, `/v1/sessions/${room}`, other)).members).toBe(truth.size)
    await until('the lobby counts them too', async () => lobby.parse(await get(url, '/v1/presence/party', other)).total === truth.size)
  },
)

const bySeq = ([a]: readonly [number, string], [b]: readonly [number, string]): number => a - b
