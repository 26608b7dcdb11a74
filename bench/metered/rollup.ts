/** The rollup Worker, counted. */
import worker, { type Env } from 'metered:rollup'
import { counters, meterAnswer, meteredDatabase } from './meter.ts'

const metered = (env: Env): Env => ({
  ...env,
  KERNEL_DB: meteredDatabase(env.KERNEL_DB),
  EVENTS_00: meteredDatabase(env.EVENTS_00),
  EVENTS_01: meteredDatabase(env.EVENTS_01),
})

export default {
  fetch: (request: Request): Response => meterAnswer(request) ?? new Response(null, { status: 404 }),
  queue: (batch: object, env: Env, context: object): Promise<void> => {
    counters.workerRequests += 1
    return worker.queue(batch, metered(env), context)
  },
  scheduled: (controller: object, env: Env, context: object): Promise<void> => worker.scheduled(controller, metered(env), context),
}
