/** The first answer after the runtime came up: nothing compiled, no key, no signing key, no list of ended sessions held. */
import type { Section } from '../support/section.ts'
import { median, quantile } from '../support/statistics.ts'
import { type Ask, contenders, type Contender, labels, startGuarded } from './guarded.ts'
import type { Plan } from './plan.ts'

const timed = async ({ url, path, headers }: Ask): Promise<number> => {
  const startedAt = performance.now()
  const answer = await fetch(`${url}${path}`, { headers })
  await answer.arrayBuffer()
  if (answer.status !== 204) throw new Error(`${url}${path} answered ${answer.status}`)
  return performance.now() - startedAt
}

type Times = { readonly first: number; readonly warm: number }

/** Each on a runtime of its own: whoever came second would find things in place. */
const start = async (contender: Contender, warmRequests: number): Promise<Times> => {
  const guarded = await startGuarded()
  try {
    // The client's own first request is not what is measured; it goes to the Worker that is not.
    await timed(guarded.asks[contender === 'empty' ? 'open' : 'empty'])
    const first = await timed(guarded.asks[contender])
    const warm: number[] = []
    for (let n = 0; n < warmRequests; n++) warm.push(await timed(guarded.asks[contender]))
    return { first, warm: quantile(warm, 0.5) }
  } finally {
    await guarded.stop()
  }
}

export const cold = async (plan: Plan): Promise<Section> => {
  const times: Record<Contender, Times[]> = { empty: [], open: [], key: [], user: [], operator: [] }
  for (let n = 0; n < plan.starts; n++) for (const contender of contenders) times[contender].push(await start(contender, plan.warmRequests))
  const figures = contenders.map((contender) => ({
    contender,
    first_ms: median(times[contender].map(({ first }) => first)),
    warm_p50_ms: median(times[contender].map(({ warm }) => warm)),
  }))
  return {
    name: 'cold',
    title: 'Who is asking, cold: the first answer after a start, and those after it',
    head: ['', 'first answer ms', 'warm p50 ms'],
    rows: figures.map((f) => [labels[f.contender], f.first_ms.toFixed(1), f.warm_p50_ms.toFixed(2)]),
    notes: [`one connection; the middle of ${plan.starts} starts of the runtime each, ${plan.warmRequests} warm requests`],
    figures,
  }
}
