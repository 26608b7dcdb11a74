/**
 * The crowd's process: opens sockets, says things on them and notes what each of them hears, in which order and how late. Takes one `CrowdTask` after the other
 * by IPC and answers each with its `CrowdReport`; `null` instead of one is an error, printed. Ends with the channel.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { quantile } from '../support/statistics.ts'
import type { CrowdReport, CrowdTask, Place, Round } from './crowd.ts'
import type { Dialect } from './dialects.ts'
import { dialects } from './dialects.ts'
import { findMarks } from './marks.ts'
import { openWire, type Wire } from './wire.ts'

/** Longer than the largest crowd takes to come in on a slow machine. */
const openMs = 900_000
/** How long nothing has to arrive before what is missing is lost. */
const patienceMs = 10_000

type Member = { wire: Wire; rest: Buffer | null; heard: number; order: number }

/** What is being said at the moment. */
type Saying = { first: number; sentAt: Float64Array; latencies: Float64Array; heard: number; lastAt: number }

let place: { readonly dialect: Dialect; readonly stop: () => void } | null = null
let members: Member[] = []
let saying: Saying | null = null
let said = 0
let broken = 0

const hear = (member: Member, bytes: Buffer): void => {
  const at = performance.now()
  const whole = member.rest === null ? bytes : Buffer.concat([member.rest, bytes])
  member.rest = findMarks(whole, (n) => {
    member.heard += 1
    // A number that two members share only if they heard the same in the same order.
    member.order = (Math.imul(member.order, 31) + n) >>> 0
    if (saying === null) return
    saying.latencies[saying.heard] = at - (saying.sentAt[n - saying.first] ?? Number.NaN)
    saying.heard += 1
    saying.lastAt = at
  })
}

type Knock = { readonly ok: true; readonly member: Member } | { readonly ok: false; readonly status: number; readonly text: string }

const knock = (url: URL, dialect: Dialect, token: string): Promise<Knock> =>
  new Promise((resolve) => {
    let member: Member | null = null
    let isIn = false
    let early = ''
    const enter = (): void => {
      isIn = true
      if (member !== null) resolve({ ok: true, member })
    }
    openWire(url, dialect.protocols(token), {
      opened: (wire) => {
        member = { wire, rest: null, heard: 0, order: 0 }
        if (dialect.hello !== null) wire.send(dialect.hello)
        if (dialect.welcome === null) enter()
      },
      heard: (bytes) => {
        if (member === null) return
        if (isIn) return hear(member, bytes)
        early += bytes.toString('latin1')
        if (early.includes(dialect.welcome ?? '')) enter()
      },
      refused: (status, text) => resolve({ ok: false, status, text }),
      closed: () => {
        if (isIn) broken += 1
        resolve({ ok: false, status: 0, text: `closed after: ${early}` })
      },
    })
  })

/** When a server says so, else soon. */
const retryAfterMs = (text: string): number => {
  const inBody = /retry_after_ms[":=\s]+(\d+)/.exec(text)?.[1]
  const inHead = /^retry-after:\s*(\d+)/im.exec(text)?.[1]
  return inBody !== undefined ? Number(inBody) : inHead !== undefined ? Number(inHead) * 1_000 : 500
}

/** `perSecond` 0: all at once, and who is told to come back later does. */
const open = async ({ name, url, tokens, count, perSecond }: Place): Promise<CrowdReport> => {
  const dialect = dialects[name]
  const beganAt = performance.now()
  const times: number[] = []
  let refusals = 0
  const come = async (i: number): Promise<void> => {
    if (perSecond > 0) await sleep((i * 1_000) / perSecond)
    for (;;) {
      const answer = await knock(new URL(url), dialect, tokens[i] ?? '')
      if (answer.ok) {
        members.push(answer.member)
        return void times.push(performance.now() - beganAt)
      }
      refusals += 1
      if (performance.now() - beganAt > openMs) throw new Error(`nobody gets in: ${answer.status} ${answer.text.slice(0, 500)}`)
      await sleep(retryAfterMs(answer.text))
    }
  }
  // Who came first waits for the others, and says so.
  place = { dialect, stop: keepAlive(dialect) }
  await Promise.all(Array.from({ length: count }, (_, i) => come(i)))
  return { did: 'open', seconds: (performance.now() - beganAt) / 1_000, refusals, peakPerSecond: peakIn(times, 1_000) }
}

/** The most that fell into any stretch of that length. */
const peakIn = (times: readonly number[], lengthMs: number): number => {
  const sorted = times.toSorted((a, b) => a - b)
  let [from, peak] = [0, 0]
  sorted.forEach((time, i) => {
    while ((sorted[from] ?? time) <= time - lengthMs) from += 1
    peak = Math.max(peak, i - from + 1)
  })
  return peak
}

/** A few at a time, as people who came one after the other would. */
const keepAlive = ({ heartbeat }: Dialect): (() => void) => {
  if (heartbeat === null) return () => undefined
  const slices = 50
  let slice = 0
  const timer = setInterval(() => {
    slice = (slice + 1) % slices
    for (let i = slice; i < members.length; i += slices) members[i]?.wire.send(heartbeat.text)
  }, heartbeat.everyMs / slices)
  return () => clearInterval(timer)
}

/** `everyMs` 0: all at once. Each message is of the next member. */
const say = async ({ messages, everyMs }: Round): Promise<CrowdReport> => {
  if (place === null) throw new Error('nobody is there')
  const { dialect } = place
  const wanted = messages * members.length
  for (const member of members) member.heard = member.order = 0
  const now: Saying = { first: said, sentAt: new Float64Array(messages), latencies: new Float64Array(wanted * 2), heard: 0, lastAt: 0 }
  saying = now
  const beganAt = performance.now()
  now.lastAt = beganAt
  for (let i = 0; i < messages; i++) {
    if (everyMs > 0) await sleep(Math.max(0, beganAt + i * everyMs - performance.now()))
    now.sentAt[i] = performance.now()
    members[said % members.length]?.wire.send(dialect.message(said))
    said += 1
  }
  while (now.heard < wanted && performance.now() - now.lastAt < patienceMs) await sleep(5)
  saying = null
  const latencies = [...now.latencies.subarray(0, Math.min(now.heard, wanted * 2))]
  const [first] = members
  return {
    did: 'say',
    seconds: (now.lastAt - beganAt) / 1_000,
    deliveries: now.heard,
    lost: members.reduce((sum, { heard }) => sum + Math.max(0, messages - heard), 0),
    differing: members.filter(({ heard, order }) => heard !== messages || order !== first?.order).length,
    broken,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
  }
}

const leave = async (): Promise<CrowdReport> => {
  place?.stop()
  place = null
  for (const { wire } of members) wire.cut()
  members = []
  await sleep(200)
  broken = 0
  return { did: 'leave' }
}

const perform = (task: CrowdTask): Promise<CrowdReport> => {
  switch (task.do) {
    case 'open':
      return open(task.place)
    case 'say':
      return say(task.round)
    case 'leave':
      return leave()
    default:
      return task satisfies never
  }
}

process.on('message', (task: CrowdTask) => {
  perform(task)
    .catch((error: unknown) => {
      console.error(error)
      return null
    })
    .then((report) => process.send?.(report))
    .catch((error: unknown) => console.error(error))
})
process.once('disconnect', () => process.exit())
