/** What an app reads of what happened in its rooms, as its server reads it. */
import * as z from 'zod'
import { call } from '../workerd/gateway-harness.ts'
import type { SeededApp } from './seed.ts'

const fact = z.object({ id: z.string(), type: z.string(), actor_id: z.string(), data: z.record(z.string(), z.unknown()).nullish() })
export type Fact = z.infer<typeof fact>
const page = z.object({ data: z.array(fact) })

export const factsOf = async ({ auth }: SeededApp, type: string): Promise<Fact[]> => {
  const answer = await call('GET', `/v1/events?type=${type}&limit=200`, { auth })
  return page.parse(await answer.json()).data
}

/** The facts of a type that fit, once there are as many as are waited for; the wait is bounded by the test's own. */
export const untilFacts = async (
  app: SeededApp,
  type: string,
  count: number,
  fits: (fact: Fact) => boolean = () => true,
): Promise<Fact[]> => {
  for (;;) {
    const found = (await factsOf(app, type)).filter(fits)
    if (found.length >= count) return found
    await scheduler.wait(100)
  }
}
