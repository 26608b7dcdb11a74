/** The edge where what came in becomes typed: query, path and body against the operation's schemas, failures as 422. */
import type { Context } from 'hono'
import * as z from 'zod'
import type { Result } from '../../../contract/errors.ts'
import { issuesOf } from '../../../contract/issues.ts'
import type { EventFilter, Range } from '../../../domain/events/event-store.ts'
import { appIdForbidden, forbiddenNames } from '../golden-rule.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'
import { parseJson } from './parse-json.ts'

/** The first value of each parameter counts; unknown parameters are nobody's business. */
export const queryOf = <B extends DoorBindings, T extends z.ZodType>(c: Context<DoorEnv<B>>, schema: T): Result<z.output<T>> =>
  checked(schema, c.req.query(), 'The query')

/** What was sent as JSON; no body is `undefined`, for schemas with a default. */
export const bodyOf = <B extends DoorBindings, T extends z.ZodType>(c: Context<DoorEnv<B>>, schema: T): Result<z.output<T>> => {
  const text = c.get('bodyText')
  const json = text.trim() === '' ? ({ ok: true, value: undefined } as const) : parseJson(text)
  if (!json.ok) return json
  if (namesAnApp(json.value)) return { ok: false, error: appIdForbidden('The body') }
  return checked(schema, json.value, 'The body')
}

/** Path parameters. What does not fit can not exist, so it is null and becomes 404. */
export const paramsOf = <B extends DoorBindings, T extends z.ZodType>(c: Context<DoorEnv<B>>, schema: T): z.output<T> | null => {
  const parsed = schema.safeParse(c.req.param())
  return parsed.success ? parsed.data : null
}

const checked = <T extends z.ZodType>(schema: T, input: unknown, what: string): Result<z.output<T>> => {
  const parsed = schema.safeParse(input)
  if (parsed.success) return { ok: true, value: parsed.data }
  return {
    ok: false,
    error: { code: 'validation_failed', detail: `${what} does not have the right shape.`, errors: issuesOf(parsed.error) },
  }
}

const namesAnApp = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && forbiddenNames.some((name) => Object.hasOwn(body, name))

/** `from` and `to` as epoch ms. */
export const rangeOf = (input: { readonly from?: string | undefined; readonly to?: string | undefined }): Range => ({
  ...(input.from === undefined ? {} : { from: Date.parse(input.from) }),
  ...(input.to === undefined ? {} : { to: Date.parse(input.to) }),
})

/** `limit` and `cursor` as the ports take them. */
export const pageInput = (input: { readonly limit: number; readonly cursor?: string | undefined }): { limit: number; cursor?: string } => ({
  limit: input.limit,
  ...(input.cursor === undefined ? {} : { cursor: input.cursor }),
})

type FilterQuery = { readonly [K in 'type' | 'actor_id' | 'session_id' | 'from' | 'to']?: string | undefined }

/** The filter of the events list. */
export const eventFilter = (query: FilterQuery): EventFilter => ({
  ...(query.type === undefined ? {} : { type: query.type }),
  ...(query.actor_id === undefined ? {} : { actor_id: query.actor_id }),
  ...(query.session_id === undefined ? {} : { session_id: query.session_id }),
  ...rangeOf(query),
})
