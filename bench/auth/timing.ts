/**
 * Whether a refusal tells by its time what was wrong: an unknown name against a wrong secret, for keys and for people. The two kinds are asked
 * in turn; the noise is what two halves of one kind differ by.
 */
import { newPublicKey, newSecret } from '../../domain/credentials/secret-digest.ts'
import { addApp, type BenchApp, type Runtime, startRuntime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { median } from '../support/statistics.ts'
import type { Plan } from './plan.ts'

const password = 'bench: a long walk by the sea'

type Ask = () => Promise<Response>
type Pair = { readonly what: string; readonly asks: number; readonly unknown: Ask; readonly wrong: Ask }

const timed = async (ask: Ask): Promise<number> => {
  const startedAt = performance.now()
  const answer = await ask()
  await answer.arrayBuffer()
  if (answer.status !== 401) throw new Error(`answered ${answer.status}`)
  return performance.now() - startedAt
}

/** From a new address each time, so that no limit is met. */
let asked = 0
const address = (): string => `203.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked++ & 255}`

const readMetrics =
  ({ gateway }: Runtime, pair: () => { key: string; secret: string }): Ask =>
  () => {
    const { key, secret } = pair()
    return fetch(`${gateway}/v1/metrics`, { headers: { 'x-prost-app-key': key, 'x-prost-app-secret': secret } })
  }

const logIn =
  ({ gateway }: Runtime, app: BenchApp, email: () => string): Ask =>
  () =>
    fetch(`${gateway}/v1/auth/login`, {
      method: 'POST',
      headers: { 'x-prost-app-key': app.key, 'content-type': 'application/json', 'cf-connecting-ip': address() },
      body: JSON.stringify({ email: email(), password: `${password}, but another` }),
    })

/** So many people that the failures of none are capped. */
const register = async ({ gateway }: Runtime, app: BenchApp, people: number): Promise<string[]> => {
  const emails = Array.from({ length: people }, (_, n) => `known-${n}@bench.test`)
  for (const email of emails) {
    const headers = { 'x-prost-app-key': app.key, 'content-type': 'application/json', 'cf-connecting-ip': address() }
    const body = JSON.stringify({ email, password, display_name: 'Bench' })
    const { status } = await fetch(`${gateway}/v1/auth/register`, { method: 'POST', headers, body })
    if (status !== 201) throw new Error(`registering answered ${status}`)
  }
  return emails
}

const measure = async ({ what, asks, unknown, wrong }: Pair) => {
  const times: { unknown: number[]; wrong: number[] } = { unknown: [], wrong: [] }
  for (let n = 0; n < asks; n++) {
    times.unknown.push(await timed(unknown))
    times.wrong.push(await timed(wrong))
  }
  const halves = (all: readonly number[]): number =>
    Math.abs(median(all.filter((_ms, i) => i % 2 === 0)) - median(all.filter((_ms, i) => i % 2 === 1)))
  return {
    what,
    asks,
    unknown_ms: median(times.unknown),
    wrong_ms: median(times.wrong),
    difference_ms: Math.abs(median(times.unknown) - median(times.wrong)),
    noise_ms: Math.max(halves(times.unknown), halves(times.wrong)),
  }
}

export const timing = async ({ refusals }: Plan): Promise<Section> => {
  const runtime = await startRuntime()
  try {
    const app = await addApp(runtime)
    const emails = await register(runtime, app, 8)
    const nobody = newPublicKey()
    let n = 0
    const someone = (): string => emails[n++ % emails.length] ?? ''
    const pairs: Pair[] = [
      {
        what: 'app key: unknown, or its secret wrong',
        asks: refusals.keys,
        unknown: readMetrics(runtime, () => ({ key: nobody, secret: newSecret() })),
        wrong: readMetrics(runtime, () => ({ key: app.key, secret: newSecret() })),
      },
      {
        what: 'sign-in: e-mail unknown, or password wrong',
        asks: refusals.logins,
        unknown: logIn(runtime, app, () => `nobody-${n++ % emails.length}@bench.test`),
        wrong: logIn(runtime, app, someone),
      },
    ]
    const figures = []
    for (const pair of pairs) figures.push(await measure(pair))
    return {
      name: 'timing',
      title: 'What a refusal tells by its time',
      head: ['', 'asked', 'unknown ms', 'wrong ms', 'difference ms', 'noise ms'],
      rows: figures.map((f) => [
        f.what,
        String(2 * f.asks),
        ...[f.unknown_ms, f.wrong_ms, f.difference_ms, f.noise_ms].map((ms) => ms.toFixed(2)),
      ]),
      notes: ['medians, asked in turn over loopback; noise: how far the medians of every second one of the same kind lie apart'],
      figures,
    }
  } finally {
    await runtime.stop()
  }
}
