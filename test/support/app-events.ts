/** Facts as the app reads them: through the telemetry objects, the queue and the store, however long that takes. */
import { vi } from 'vitest'
import * as z from 'zod'
import { call } from '../workerd/gateway-harness.ts'
import type { SeededApp } from './seed.ts'

const page = z.object({ data: z.array(z.object({ id: z.string(), actor_id: z.string(), data: z.unknown() })) })
export type AppEvent = z.infer<typeof page>['data'][number]

/** All events of a type, as soon as there are so many. */
export const eventsOf = ({ auth }: SeededApp, type: string, atLeast: number): Promise<AppEvent[]> =>
  vi.waitFor(
    async () => {
      const { data } = page.parse(await (await call('GET', `/v1/events?type=${type}`, { auth })).json())
      if (data.length < atLeast) throw new Error(`${data.length} events of ${type}`)
      return data
    },
    { timeout: 25_000, interval: 100 },
  )
