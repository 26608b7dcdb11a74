/**
 * [V2] An evening of random video chat with two hundred people, by a script: who writes how much, who goes on to the next, whose connection fails, who goes home. What
 * the pages tell through the public API is counted by the app exactly as the script has it; who meets whom is the queue's.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import * as z from 'zod'
import { appId } from '../../contract/ids.ts'
import { measuresAnswer } from '../../contract/measures.ts'
import { modeManifest } from '../../contract/manifest.ts'
import { metricsSnapshot } from '../../contract/metrics.ts'
import { anyPort, authOf, type DevJson, newState, root, type Running, start, stop, until } from './platform-process.ts'
import { Guest } from './random-guest.ts'
import { changeApp } from './random-people.ts'
import { addCrowd, type CrowdPerson } from './room-crowd-people.ts'

const crowdSize = 200
const rounds = 5
/** Pairs of a round of which one goes home, and whose connection fails; of the others one goes on to the next. */
const goHome = 10
const fails = 10
/** Two signs of life later a session without them would be over. */
const sessionTtlS = 15

/** What each of the `place`th pair of a round writes. */
const writes = (place: number): readonly [number, number] => [place % 3, place % 2]

/** What the app must have been told, by type. */
const scripted = (): Readonly<Record<string, number>> => {
  let [matches, waits, skips, failures, messages] = [0, 0, 0, 0, 0]
  for (let round = 0; round < rounds; round++) {
    const pairs = (crowdSize - round * goHome) / 2
    matches += pairs
    waits += 2 * pairs
    for (let place = 0; place < pairs; place++) messages += writes(place)[0] + writes(place)[1]
    if (round === rounds - 1) waits += pairs
    else {
      skips += pairs - goHome - fails
      failures += 2 * fails
    }
  }
  return {
    'session.start': crowdSize,
    'session.ping': 0,
    'session.end': crowdSize,
    'interaction.queue.joined': waits,
    'interaction.queue.left': waits,
    'interaction.match.created': matches,
    'interaction.match.ended': matches,
    'interaction.skip': skips,
    'interaction.message.sent': messages,
    'nav.feature.enter': crowdSize,
    'nav.feature.leave': crowdSize,
    'error.ice_failure': failures,
  }
}

let state = ''
let running: Running | null = null

afterAll(async () => {
  if (running !== null) await stop(running)
  if (state !== '') rmSync(state, { recursive: true, force: true })
})

/** The platform's own mode; but the last two of a round may be those who just met, and a busy machine has time to confirm. */
const eveningMode = (): string => {
  const own = modeManifest.parse(JSON.parse(readFileSync(join(root, 'modes/random.json'), 'utf8')))
  const file = join(mkdtempSync(join(tmpdir(), 'prost-modes-')), 'modes.json')
  const match = { ...own.match, recent_partners: 0, confirm_s: 60 }
  writeFileSync(file, JSON.stringify([{ ...own, mode_id: 'evening', routes: ['/evening'], match }]))
  return file
}

const startEvening = async (): Promise<{ readonly running: Running; readonly people: readonly CrowdPerson[] }> => {
  state = newState()
  const port = await anyPort()
  const flags = ['--no-seed', '--no-lab', '--modes', eveningMode()]
  const first = await start(state, port, flags)
  await stop(first)
  const people = await addCrowd(state, appId.parse(first.dev.app.app_id), first.dev.url, crowdSize)
  running = await start(state, port, flags)
  await changeApp(running.dev, { session_ttl_s: sessionTtlS })
  return { running, people }
}

type Pair = readonly [Guest, Guest]
type Told = { readonly type: string; readonly actor_id: string }

const page = z.object({ data: z.array(z.object({ type: z.string(), actor_id: z.string() })), next_cursor: z.string().nullable() })

/** By whom their session names them together; in the order of the guest list. */
const pairsOf = (guests: readonly Guest[]): readonly Pair[] =>
  [...Map.groupBy(guests, ({ session }) => session).values()].map(([one, two, ...more]) => {
    if (one === undefined || two === undefined || more.length > 0) throw new Error('a session has not two people')
    return [one, two]
  })

const areTogether = (guests: readonly Guest[]): boolean => {
  const sizes = Map.groupBy(guests, ({ session }) => session)
  return !sizes.has(null) && [...sizes.values()].every((there) => there.length === 2)
}

/** Who did what the script leaves to the pairs, once for each time. */
type Ledger = { readonly wrote: string[]; readonly skippedBy: string[] }

/** They see each other, and write what the script says. */
const talk = async ([one, two]: Pair, place: number, { wrote }: Ledger): Promise<void> => {
  const [first, second] = writes(place)
  for (const guest of [one, two]) guest.see()
  for (const [guest, count] of [
    [one, first],
    [two, second],
  ] as const)
    for (let n = 0; n < count; n++) {
      guest.write(`message ${n}`)
      wrote.push(guest.user)
    }
  await until('both have read everything', () => [one, two].every(({ texts }) => texts.length === first + second))
}

/** How a match of the evening ends; answers who went home. */
const part = async ([one, two]: Pair, place: number, { skippedBy }: Ledger): Promise<Guest | null> => {
  if (place < goHome) {
    one.stop()
    one.goHome()
    return one
  }
  if (place < goHome + fails) await Promise.all([one, two].map((guest) => guest.fail()))
  else {
    const skips = place % 2 === 0 ? one : two
    skippedBy.push(skips.user)
    skips.next()
  }
  return null
}

/** One pair after the other: who is left waits for nobody. */
const goHomeInTurn = async (pairs: readonly Pair[]): Promise<void> => {
  for (const [one, two] of pairs) {
    one.stop()
    one.goHome()
    await until('the other waits', () => two.isWaiting)
    two.stop()
    await until('the other is out', () => two.isOut)
    two.goHome()
  }
}

/** All that the app was told of a type. */
const eventsOf = async ({ url, app }: DevJson, type: string): Promise<readonly Told[]> => {
  const found: Told[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query: URLSearchParams = new URLSearchParams({ type, limit: '200', ...(cursor === '' ? {} : { cursor }) })
    const answer: Response = await fetch(`${url}/v1/events?${query}`, { headers: authOf(app) })
    const { data, next_cursor }: z.infer<typeof page> = page.parse(await answer.json())
    found.push(...data)
    cursor = next_cursor
  }
  return found
}

test('[V2] two hundred people, an evening by a script: the twelve facts are counted as it has them', { timeout: 600_000 }, async () => {
  const { running: platform, people } = await startEvening()
  const { url, app } = platform.dev
  const headers = authOf(app)
  const endings: string[] = []
  const guests = people.map((person) => new Guest(person, { url, queue: 'evening', onEnded: (answer) => endings.push(answer) }))

  const snapshot = async () => metricsSnapshot.parse(await (await fetch(`${url}/v1/metrics`, { headers })).json())
  const told = (type: string): Promise<readonly Told[]> => eventsOf(platform.dev, type)
  const ledger: Ledger = { wrote: [], skippedBy: [] }

  let there: readonly Guest[] = guests
  for (const guest of guests) guest.look()
  for (let round = 0; round < rounds; round++) {
    await until(`all ${there.length} are together`, () => areTogether(there))
    const pairs = pairsOf(there)
    await Promise.all(pairs.map((pair, place) => talk(pair, place, ledger)))
    await expect
      .poll(snapshot, { timeout: 60_000, interval: 500, message: `round ${round}` })
      .toMatchObject({ online_now: there.length, users_by_feature: { random: there.length } })
    if (round === rounds - 1) await goHomeInTurn(pairs)
    else {
      const before = new Map(there.map((guest) => [guest, guest.session]))
      const gone = new Set(await Promise.all(pairs.map((pair, place) => part(pair, place, ledger))))
      there = there.filter((guest) => !gone.has(guest))
      await until('nobody is where they were', () => there.every((guest) => guest.session !== before.get(guest)))
    }
  }

  const expected = scripted()
  const counts = async (): Promise<Record<string, number>> =>
    Object.fromEntries(await Promise.all(Object.keys(expected).map(async (type) => [type, (await told(type)).length] as const)))
  await expect.poll(counts, { timeout: 60_000, interval: 500 }).toEqual(expected)

  const interactions = Object.entries(expected).reduce((sum, [type, count]) => (type.startsWith('interaction.') ? sum + count : sum), 0)
  await expect.poll(snapshot, { timeout: 60_000, interval: 500 }).toMatchObject({
    total_interactions: interactions,
    interactions_24h: interactions,
    users_by_feature: {},
    online_now: 0,
    total_users: crowdSize,
  })
  expect((await snapshot()).users_by_feature).toEqual({})

  // Whose each is.
  const actors = async (type: string): Promise<string[]> => (await told(type)).map(({ actor_id }) => actor_id).toSorted()
  expect(await actors('interaction.skip')).toEqual(ledger.skippedBy.toSorted())
  expect(await actors('interaction.message.sent')).toEqual(ledger.wrote.toSorted())
  expect(await actors('nav.feature.enter')).toEqual(guests.map(({ user }) => user).toSorted())

  expect(guests.map(({ lost }) => lost)).toEqual(guests.map(() => 0))
  expect(Math.min(...there.map(({ pings }) => pings)), 'signs of life kept the sessions of those who stayed').toBeGreaterThan(1)
  expect(new Set(endings)).toEqual(new Set(['ok']))
  const measures = measuresAnswer.parse(await (await fetch(`${url}/v1/metrics/measures`, { headers })).json()).data
  const of = (type: string): number => expected[type] ?? Number.NaN
  expect(Object.fromEntries(measures.map(({ name, value }) => [name, value]))).toMatchObject({
    'Waiting now': 0,
    'Skips a match': of('interaction.skip') / of('interaction.match.created'),
    'Failed to connect': of('error.ice_failure') / of('interaction.match.created'),
    'Rows a session': expect.any(Number),
    'Rows a search': expect.any(Number),
  })
  console.log(`an evening of ${crowdSize}: ${JSON.stringify(expected)}; total_interactions ${interactions}`)
})
