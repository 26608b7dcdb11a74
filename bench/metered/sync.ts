/** The sync Worker and its channels, counted. `GET /__meter` answers `ChannelCounters`. */
import worker, { type Bucket, Channel as Original, type Env } from 'metered:sync'
import { countCalls } from './count-calls.ts'
import { type Counters, counters, meterAnswer, meteredDatabase, meteredQueue, meterStorage, type Storage } from './meter.ts'

export type ChannelCounters = Counters & {
  /** Puts into the bucket by the file's name: class A. */
  readonly puts: Readonly<Record<string, number>>
  /** Requests to the object by method. */
  readonly calls: Readonly<Record<string, number>>
}

const counted = { puts: new Map<string, number>(), calls: new Map<string, number>() }

const note = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)

/** What the channel puts there; only that is written. */
const meteredBucket = (bucket: Bucket): Bucket =>
  new Proxy(bucket, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]): unknown => {
        if (name === 'put') note(counted.puts, String(args[0]).split('/').at(-1) ?? '')
        return Reflect.apply(value, target, args)
      }
    },
  })

const metered = (env: Env): Env => ({
  ...env,
  KERNEL_DB: meteredDatabase(env.KERNEL_DB),
  EVENTS_QUEUE: meteredQueue(env.EVENTS_QUEUE),
  MEDIA: meteredBucket(env.MEDIA),
})

export class Channel extends Original {
  constructor(context: { readonly storage: Storage }, env: Env) {
    meterStorage(context.storage)
    super(context, metered(env))
  }
}
countCalls(Original.prototype, (name) => note(counted.calls, name))

const answerMeter = async (base: Response): Promise<Response> => {
  const basic: Counters = await base.json()
  const answer: ChannelCounters = { ...basic, puts: Object.fromEntries(counted.puts), calls: Object.fromEntries(counted.calls) }
  counted.puts.clear()
  counted.calls.clear()
  return Response.json(answer)
}

export default {
  fetch: (request: Request, env: Env, context: object): Promise<Response> | Response => {
    const base = meterAnswer(request)
    if (base) return answerMeter(base)
    counters.workerRequests += 1
    return worker.fetch(request, metered(env), context)
  },
}
