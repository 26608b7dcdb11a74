/** The ingest Worker and its objects, counted. */
import worker, { type Env, TelemetryShard as Original } from 'metered:ingest'
import { counters, meterAnswer, meteredDatabase, meteredQueue, meterStorage, type Storage } from './meter.ts'

const metered = (env: Env): Env => ({ ...env, KERNEL_DB: meteredDatabase(env.KERNEL_DB), EVENTS_QUEUE: meteredQueue(env.EVENTS_QUEUE) })

export class TelemetryShard extends Original {
  constructor(context: { readonly storage: Storage }, env: Env) {
    meterStorage(context.storage)
    super(context, metered(env))
  }
}

/** Every method of the class is a request to the object when it is called from outside. */
const countCalls = (prototype: object): void => {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (name === 'constructor' || typeof value !== 'function') continue
    const counted = function counted(this: unknown, ...args: unknown[]): unknown {
      counters.objectRequests += 1
      if (name === 'alarm') counters.alarms += 1
      return Reflect.apply(value, this, args)
    }
    Object.defineProperty(prototype, name, { value: counted, configurable: true, writable: true })
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
