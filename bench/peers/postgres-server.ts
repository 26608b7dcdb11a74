/**
 * The peer: Fastify and PostgreSQL doing what the platform does with a request of events: check the key, validate, label bots,
 * dedupe, count, answer receipts. Its own process: `node postgres-server.ts <port> <postgres port> <app id> <key> <secret> <connections>`.
 * Validation is Fastify's own (compiled JSON schema), against the platform's zod.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyRequest } from 'fastify'
import { isbot } from 'isbot'
import { Client } from 'pg'
import { newId } from '../../contract/ids.ts'

const [port, pgPort, appId = '', key = '', secret = '', connections] = process.argv.slice(2)

type Sent = {
  id?: string
  type: string
  actor_id: string
  session_id?: string
  occurred_at?: string
  context?: { user_agent?: string }
}

const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength })
const eventSchema = {
  type: 'object',
  required: ['type', 'actor_id'],
  additionalProperties: false,
  properties: {
    id: text(128),
    type: { type: 'string', maxLength: 120, pattern: '^[a-z0-9_]+(\\.[a-z0-9_]+){0,7}$' },
    actor_id: text(256),
    actor_type: text(64),
    action: text(128),
    session_id: text(128),
    device_id: text(128),
    feature: text(128),
    occurred_at: { type: 'string', format: 'date-time' },
    data: { type: 'object' },
    context: { type: 'object' },
  },
}
const body = { anyOf: [{ type: 'array', minItems: 1, maxItems: 1_000, items: eventSchema }, eventSchema] }

const sha256 = (value: string): Buffer => createHash('sha256').update(value).digest()
const secretHash = sha256(secret)

const authentic = (request: FastifyRequest): boolean =>
  request.headers['x-prost-app-key'] === key && timingSafeEqual(sha256(String(request.headers['x-prost-app-secret'])), secretHash)

/** One client per slot, handed out to one request at a time. */
const idle = await Promise.all(
  Array.from({ length: Number(connections) }, async (_, slot) => {
    const client = new Client({ host: '127.0.0.1', port: Number(pgPort), user: 'bench', database: 'postgres' })
    await client.connect()
    return { client, slot }
  }),
)
type Slot = (typeof idle)[number]
const waiting: ((slot: Slot) => void)[] = []

const take = (): Promise<Slot> => {
  const slot = idle.pop()
  return slot ? Promise.resolve(slot) : new Promise((resolve) => void waiting.push(resolve))
}

const giveBack = (slot: Slot): void => {
  const next = waiting.shift()
  if (next) next(slot)
  else idle.push(slot)
}

const sql = readFileSync(join(import.meta.dirname, 'postgres-accept.sql'), 'utf8')

const store = async (rows: readonly object[]): Promise<Set<string>> => {
  const slot = await take()
  try {
    const result = await slot.client.query<{ id: string }>({ name: 'accept', text: sql, values: [appId, slot.slot, JSON.stringify(rows)] })
    return new Set(result.rows.map((row) => row.id))
  } finally {
    giveBack(slot)
  }
}

const toRow = (event: Sent, id: string): object => ({ ...event, id, bot: isbot(event.context?.user_agent), body: event })

const server = Fastify({ bodyLimit: 1_048_576 })

server.post<{ Body: Sent | Sent[] }>('/v1/events', { schema: { body } }, async (request, reply) => {
  if (!authentic(request)) return reply.code(401).send({ code: 'invalid_credentials' })
  const events = Array.isArray(request.body) ? request.body : [request.body]
  const ids = events.map((event) => event.id ?? newId())
  const fresh = await store(events.map((event, i) => toRow(event, ids[i] ?? '')))
  const receipts = ids.map((id, index) => ({ index, id, status: fresh.has(id) ? 'accepted' : 'duplicate' }))
  return reply.code(202).send({ accepted: fresh.size, duplicates: ids.length - fresh.size, quarantined: 0, events: receipts })
})

await server.listen({ host: '127.0.0.1', port: Number(port) })
process.send?.('ready')
