/** The ingest Worker and its objects, counted. */
import worker, { type Env, TelemetryShard as Original } from 'metered:ingest'
import { countCalls } from './count-calls.ts'
import { counters, meterAnswer, meteredDatabase, meteredQueue, meterStorage, type Storage } from './meter.ts'

const metered = (env: Env): Env => ({ ...env, KERNEL_DB: meteredDatabase(env.KERNEL_DB), EVENTS_QUEUE: meteredQueue(env.EVENTS_QUEUE) })

export class TelemetryShard extends Original {
  constructor(context: { readonly storage: Storage }, env: Env) {
    meterStorage(context.storage)
    super(context, metered(env))
  }
}

countCalls(Original.prototype)

export default {
  fetch: (request: Request, env: Env, context: object): Promise<Response> | Response => {
    const answer = meterAnswer(request)
    if (answer) return answer
    counters.workerRequests += 1
    return worker.fetch(request, metered(env), context)
  },
}
