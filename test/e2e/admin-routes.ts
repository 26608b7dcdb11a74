/**
 * The API of the stand-in platform: a small table of routes over the `World`. Every body that comes is parsed by the contract's
 * schemas, and every answer before it leaves, so that the page is only ever tested against what the contract says.
 */
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { resolve } from 'node:path'
import type * as z from 'zod'
import type { ErrorCode } from '../../contract/errors.ts'
import { errorTable } from '../../contract/errors.ts'
import { problem } from '../../contract/problem.ts'
import { appRoutes } from './admin-routes-apps.ts'
import { boardRoutes } from './admin-routes-board.ts'
import { channelRoutes } from './admin-routes-channel.ts'
import { eventRoutes } from './admin-routes-events.ts'
import { moderationRoutes } from './admin-routes-moderation.ts'
import { peopleRoutes } from './admin-routes-people.ts'
import { providerRoutes } from './admin-routes-providers.ts'
import type { Asked } from './admin-server.ts'
import type { Refusal, World } from './admin-world.ts'

/** What a route answers. `cookie`: the refresh token, or null to take it away. */
export type Reply =
  | { readonly schema: z.ZodType; readonly body: unknown; readonly status?: number; readonly cookie?: string | null }
  | { readonly text: string; readonly type?: string }
  /** Goes on speaking until the world or the reader ends it. */
  | { readonly stream: (world: World, response: ServerResponse) => void }
  | ErrorCode

export type Route = {
  readonly method: string
  readonly path: RegExp
  /** Without a token it answers too. */
  readonly open?: boolean
  readonly reply: (world: World, asked: Asked, ids: readonly string[]) => Reply
}

const documentFile = resolve(import.meta.dirname, '../../docs/api/openapi.json')

/** The committed one, as the platform serves it. */
const documentRoute: Route = {
  method: 'GET',
  path: /^\/v1\/openapi\.json$/,
  open: true,
  reply: () => ({ text: readFileSync(documentFile, 'utf8'), type: 'application/json' }),
}

const routes: readonly Route[] = [
  documentRoute,
  ...channelRoutes,
  ...peopleRoutes,
  ...boardRoutes,
  ...appRoutes,
  ...providerRoutes,
  ...moderationRoutes,
  ...eventRoutes,
]

export function answer(world: World, asked: Asked, response: ServerResponse): void {
  const route = routes.find(({ method, path }) => method === asked.method && path.test(asked.path))
  if (route === undefined) return fail(response, { code: 'not_found' })
  const token = asked.headers.authorization?.replace(/^Bearer /, '')
  if (route.open !== true && (token === undefined || !world.access.includes(token))) return fail(response, { code: 'invalid_credentials' })
  const { refusal } = world
  if (refusal && (refusal.of === undefined ? route.open !== true : asked.path.endsWith(refusal.of))) return fail(response, refusal)
  const reply = route.reply(world, asked, route.path.exec(asked.path)?.slice(1) ?? [])
  if (typeof reply === 'string') return fail(response, { code: reply })
  if ('stream' in reply) return reply.stream(world, response)
  send(response, reply)
}

function send(response: ServerResponse, reply: Exclude<Reply, string | { readonly stream: unknown }>): void {
  if ('text' in reply) return void response.writeHead(200, { 'content-type': reply.type ?? 'application/x-ndjson' }).end(reply.text)
  const cookie = reply.cookie === undefined ? {} : { 'set-cookie': cookieText(reply.cookie) }
  response
    .writeHead(reply.status ?? 200, { 'content-type': 'application/json', ...cookie })
    .end(JSON.stringify(reply.schema.parse(reply.body)))
}

const cookieText = (token: string | null): string =>
  `prost_refresh=${token ?? ''}; Path=/; HttpOnly; SameSite=Strict${token === null ? '; Max-Age=0' : ''}`

function fail(response: ServerResponse, { code, headers = {}, errors }: Refusal): void {
  const { status, title } = errorTable[code]
  const body = problem.parse({
    type: 'about:blank',
    title,
    status,
    detail: `${title}.`,
    code,
    request_id: 'test',
    ...(errors && { errors }),
  })
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(body))
}
