/** Signing in with a password at the gateway: scrypt, the attempts object, the session; how many a second, and how long one waits. */
import { whole } from '../../scripts/replay/table.ts'
import { addApp, type BenchApp, type Runtime, startRuntime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { quantile } from '../support/statistics.ts'
import type { Plan } from './plan.ts'

const password = 'bench: a long walk by the sea'

type Answered = { readonly status: number; readonly ms: number }

const post = async (runtime: Runtime, app: BenchApp, path: string, n: number, body: object): Promise<Answered> => {
  const startedAt = performance.now()
  const answer = await fetch(`${runtime.gateway}${path}`, {
    method: 'POST',
    headers: { 'x-prost-app-key': app.key, 'content-type': 'application/json', 'cf-connecting-ip': `203.0.113.${n % 250}` },
    body: JSON.stringify(body),
  })
  await answer.arrayBuffer()
  return { status: answer.status, ms: performance.now() - startedAt }
}

const emailOf = (n: number): string => `person-${n}@bench.test`

const register = async (runtime: Runtime, app: BenchApp, people: number): Promise<void> => {
  for (let n = 0; n < people; n++) {
    const { status } = await post(runtime, app, '/v1/auth/register', n, { email: emailOf(n), password, display_name: 'Bench' })
    if (status !== 201) throw new Error(`registering answered ${status}`)
  }
}

type Batch = { readonly seconds: number; readonly answers: readonly Answered[] }

/** As many at once as there are people, each signing in again as soon as it was answered. */
const signIns = async (runtime: Runtime, app: BenchApp, people: number, total: number): Promise<Batch> => {
  const answers: Answered[] = []
  let next = 0
  const startedAt = performance.now()
  const person = async (n: number): Promise<void> => {
    while (next++ < total) answers.push(await post(runtime, app, '/v1/auth/login', n, { email: emailOf(n), password }))
  }
  await Promise.all(Array.from({ length: people }, (_, n) => person(n)))
  return { seconds: (performance.now() - startedAt) / 1_000, answers }
}

const countByStatus = (answers: readonly Answered[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(answers, ({ status }) => status)].map(([status, of]) => [String(status), of.length]))

export const login = async (plan: Plan): Promise<Section> => {
  const runtime = await startRuntime()
  try {
    const app = await addApp(runtime)
    await register(runtime, app, Math.max(...plan.atOnce))
    await signIns(runtime, app, 1, 3)
    const figures = []
    for (const people of plan.atOnce) {
      const { seconds, answers } = await signIns(runtime, app, people, plan.logins)
      const taken = answers.filter(({ status }) => status === 200)
      const times = taken.map(({ ms }) => ms)
      figures.push({
        people,
        logins_per_s: taken.length / seconds,
        p50_ms: quantile(times, 0.5),
        p99_ms: quantile(times, 0.99),
        refused: answers.length - taken.length,
        statuses: countByStatus(answers),
      })
    }
    return {
      name: 'login',
      title: 'Signing in with a password',
      head: ['at once', 'logins/s', 'p50 ms', 'p99 ms', 'refused'],
      rows: figures.map((f) => [String(f.people), f.logins_per_s.toFixed(1), whole(f.p50_ms), whole(f.p99_ms), whole(f.refused)]),
      notes: [
        `POST /v1/auth/login at the gateway, ${plan.logins} sign-ins each, limits raised; one local thread hashes for everyone, where every isolate of the edge has its own`,
        'refused: answered 429 or 503 because too many were hashing; a client comes back after Retry-After',
      ],
      figures,
    }
  } finally {
    await runtime.stop()
  }
}
