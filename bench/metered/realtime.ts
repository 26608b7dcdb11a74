/** The realtime Worker and its objects, counted. `GET /__meter` answers `RealtimeCounters`, of what happened since it was last asked. */
import worker, {
  Lobby as LobbyOriginal,
  type Env,
  Person as PersonOriginal,
  Room as RoomOriginal,
  RoomRegister as RegisterOriginal,
} from 'metered:realtime'
import { countCalls } from './count-calls.ts'
import { type Counters, counters, type Database, meterAnswer, meteredDatabase, meteredQueue, meterStorage, type Storage } from './meter.ts'

/** The classes that nothing here counts. */
export * from 'metered:realtime'

export type RealtimeCounters = Counters & {
  /** Statements that were sent to D1, by their text, by whoever in this Worker. */
  readonly statements: Readonly<Record<string, number>>
  /** When a room let a socket in (epoch ms), by the room's own clock. */
  readonly upgrades: readonly number[]
}

const counted = { statements: new Map<string, number>(), upgrades: new Array<number>() }

const noted = (db: Database): Database => {
  const metered = meteredDatabase(db)
  const prepare: Database['prepare'] = (sql) => {
    counted.statements.set(sql, (counted.statements.get(sql) ?? 0) + 1)
    return metered.prepare(sql)
  }
  return { prepare, batch: (statements) => metered.batch(statements) }
}

const metered = (env: Env): Env => ({ ...env, KERNEL_DB: noted(env.KERNEL_DB), EVENTS_QUEUE: meteredQueue(env.EVENTS_QUEUE) })

type Context = { readonly storage: Storage }

export class Room extends RoomOriginal {
  constructor(context: Context, env: Env) {
    meterStorage(context.storage)
    super(context, metered(env))
  }

  override async fetch(request: Request): Promise<Response> {
    const answer = await super.fetch(request)
    if (answer.status === 101) counted.upgrades.push(Date.now())
    return answer
  }
}
export class Person extends PersonOriginal {
  constructor(context: Context, env: Env) {
    meterStorage(context.storage)
    super(context, metered(env))
  }
}
export class Lobby extends LobbyOriginal {
  constructor(context: Context, env: Env) {
    meterStorage(context.storage)
    super(context, metered(env))
  }
}
export class RoomRegister extends RegisterOriginal {
  constructor(context: Context, env: Env) {
    meterStorage(context.storage)
    super(context, metered(env))
  }
}
for (const { prototype } of [RoomOriginal, PersonOriginal, LobbyOriginal, RegisterOriginal]) countCalls(prototype)

const answerMeter = async (base: Response): Promise<Response> => {
  const basic: Counters = await base.json()
  const answer: RealtimeCounters = { ...basic, statements: Object.fromEntries(counted.statements), upgrades: counted.upgrades }
  const told = Response.json(answer)
  counted.statements.clear()
  counted.upgrades = []
  return told
}

export default {
  fetch: async (request: Request, env: Env, context: object): Promise<Response> => {
    const base = meterAnswer(request)
    if (base) return answerMeter(base)
    counters.workerRequests += 1
    return worker.fetch(request, metered(env), context)
  },
}
