/** How the gateway answers: JSON or CSV, never cached, never sniffed. Problems are `shared/problem.ts`'s. */
import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import type { Failure } from '../../../contract/errors.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'

const common = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const

export const reply = <B extends DoorBindings>(c: Context<DoorEnv<B>>, body: object, status: 200 | 201 | 202 | 503 = 200): Response =>
  c.json(body, status, common)

export const replyCsv = <B extends DoorBindings>(c: Context<DoorEnv<B>>, csv: string): Response =>
  c.body(csv, 200, { ...common, 'Content-Type': 'text/csv; charset=utf-8; header=present', Vary: 'Accept' })

/** JSON unless the caller likes CSV better. */
export const prefersCsv = <B extends DoorBindings>(c: Context<DoorEnv<B>>): boolean =>
  accepts(c, { header: 'Accept', supports: ['application/json', 'text/csv'], default: 'application/json' }) === 'text/csv'

/** A stream to keep as a file. */
export const replyFile = (stream: ReadableStream<Uint8Array>, type: string, name: string): Response =>
  new Response(stream, { headers: { ...common, 'Content-Type': type, 'Content-Disposition': `attachment; filename="${name}"` } })

/** Server-sent events: passed on as they come, by whatever stands between. */
export const replyEvents = (stream: ReadableStream<Uint8Array>): Response =>
  new Response(stream, {
    headers: { ...common, 'Cache-Control': 'no-store, no-transform', 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' },
  })

export const nothingHere: Failure = { code: 'not_found', detail: 'There is no such route or object.' }
export const badCursor: Failure = { code: 'invalid_cursor', detail: 'The cursor is not one that this list gave out.' }
