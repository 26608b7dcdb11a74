/** The counters of one isolate, and wrappers of bindings that count while they pass everything on. Runs inside a Worker. */

export type Counters = {
  /** Fetches and queue batches: what is billed as a Worker request. */
  workerRequests: number
  /** RPC calls and alarms of objects. */
  objectRequests: number
  alarms: number
  /** `setAlarm` is billed as one. */
  objectRowsWritten: number
  queueMessages: number
  queueBytes: number
  /** One per message and 64 KB, times write, read and delete. */
  queueOperations: number
  d1RowsWritten: number
  d1RowsRead: number
  d1Batches: number
}

const none: Counters = {
  workerRequests: 0,
  objectRequests: 0,
  alarms: 0,
  objectRowsWritten: 0,
  queueMessages: 0,
  queueBytes: 0,
  queueOperations: 0,
  d1RowsWritten: 0,
  d1RowsRead: 0,
  d1Batches: 0,
}

export const counters: Counters = { ...none }

/** `GET /__meter` answers what was counted since it was last asked. Null for every other request. */
export const meterAnswer = (request: Request): Response | null => {
  if (new URL(request.url).pathname !== '/__meter') return null
  const answer = Response.json(counters)
  Object.assign(counters, none)
  return answer
}

type D1Answer = { readonly results: unknown[]; readonly meta: { readonly rows_read: number; readonly rows_written: number } }
export type Statement = {
  bind(...values: unknown[]): Statement
  all(): Promise<D1Answer>
  run(): Promise<D1Answer>
  first(column?: string): Promise<unknown>
}
export type Database = { prepare(sql: string): Statement; batch(statements: Statement[]): Promise<D1Answer[]> }

const noted = (answer: D1Answer): D1Answer => {
  counters.d1RowsRead += answer.meta.rows_read
  counters.d1RowsWritten += answer.meta.rows_written
  return answer
}

const originals = new WeakMap<Statement, Statement>()

/** `first` becomes `all`, because only that tells what it cost. */
const meteredStatement = (statement: Statement): Statement => {
  const metered: Statement = {
    bind: (...values) => meteredStatement(statement.bind(...values)),
    all: async () => noted(await statement.all()),
    run: async () => noted(await statement.run()),
    first: async (column) => {
      const row = noted(await statement.all()).results[0] ?? null
      if (column === undefined || typeof row !== 'object' || row === null) return row
      const value: unknown = Reflect.get(row, column)
      return value
    },
  }
  originals.set(metered, statement)
  return metered
}

export const meteredDatabase = (db: Database): Database => ({
  prepare: (sql) => meteredStatement(db.prepare(sql)),
  batch: async (statements) => {
    counters.d1Batches += 1
    const answers = await db.batch(statements.map((statement) => originals.get(statement) ?? statement))
    return answers.map(noted)
  },
})

type Message = { readonly body: unknown }
export type Queue = {
  send(body: unknown, options?: object): Promise<unknown>
  sendBatch(messages: Iterable<Message>, options?: object): Promise<unknown>
}

const noteMessage = (body: unknown): void => {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)).length
  counters.queueMessages += 1
  counters.queueBytes += bytes
  counters.queueOperations += 3 * Math.ceil(bytes / 65_536)
}

export const meteredQueue = (queue: Queue): Queue => ({
  send: (body, options) => {
    noteMessage(body)
    return queue.send(body, options)
  },
  sendBatch: (messages, options) => {
    const all = [...messages]
    for (const { body } of all) noteMessage(body)
    return queue.sendBatch(all, options)
  },
})

type Cursor = { readonly rowsWritten: number }
export type Storage = {
  readonly sql: { exec: (this: Storage['sql'], sql: string, ...values: unknown[]) => Cursor }
  setAlarm: (this: Storage, at: number | Date) => Promise<void>
}

const patched = new WeakSet()

const prototypeOf = <T extends object>(value: T): T | null => {
  const prototype: T = Object.getPrototypeOf(value)
  if (patched.has(prototype)) return null
  patched.add(prototype)
  return prototype
}

/** The object's storage is the platform's own class, which a wrapper can not stand in for: its methods are replaced once per isolate. */
export const meterStorage = (storage: Storage): void => {
  const sql = prototypeOf(storage.sql)
  if (sql) {
    const { exec } = sql
    sql.exec = function metered(this: Storage['sql'], text, ...values) {
      const cursor = exec.call(this, text, ...values)
      counters.objectRowsWritten += cursor.rowsWritten
      return cursor
    }
  }
  const alarms = prototypeOf(storage)
  if (alarms) {
    const { setAlarm } = alarms
    alarms.setAlarm = function metered(this: Storage, at) {
      counters.objectRowsWritten += 1
      return setAlarm.call(this, at)
    }
  }
}
