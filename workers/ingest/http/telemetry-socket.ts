/**
 * `GET /v1/telemetry/socket`: establishes who opens it and hands the upgrade to the object with that in headers.
 * A browser can not set headers on a WebSocket, so the public key travels as a subprotocol; it is not a secret.
 */
import type { Context } from 'hono'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { KeyDirectory } from '../../../domain/credentials/key-directory.ts'
import { isBotCall } from '../../../domain/events/bot-label.ts'
import { telemetryShardName, telemetryShardOf } from '../../../durable-objects/names.ts'
import type { Caller } from '../../shared/caller.ts'
import { foreignOrigin, identify, lacksScope, mayCallFrom, refused } from '../../shared/guard.ts'
import { problem } from '../../shared/problem.ts'
import type { IngestHono } from '../ingest-env.ts'

const protocol = 'prost.v1'
const notASocket: Failure = { code: 'upgrade_required', detail: 'Open this route as a WebSocket.' }
const noProtocol: Failure = { code: 'validation_failed', detail: `Offer the subprotocols ${protocol} and key.<public key>.` }

export const telemetrySocket = (directory: KeyDirectory) => {
  return async (c: Context<IngestHono>): Promise<Response> => {
    if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') return problem(c, notASocket, { Upgrade: 'websocket' })
    const caller = await opener(c, directory)
    if (!caller.ok) return problem(c, caller.error)
    const { app } = caller.value
    const actor = c.req.query('actor_id')
    const shard = actor === undefined ? 0 : telemetryShardOf(app, actor)
    return c.env.TELEMETRY_SHARD.getByName(telemetryShardName(app, shard)).fetch(trusted(c.req.raw, caller.value))
  }
}

/** Always as a public-key caller: this way carries no secret. */
const opener = async (c: Context<IngestHono>, directory: KeyDirectory): Promise<Result<Caller>> => {
  const offered = (c.req.header('Sec-WebSocket-Protocol') ?? '').split(',').map((name) => name.trim())
  const publicKey = offered.find((name) => name.startsWith('key.'))?.slice('key.'.length)
  if (publicKey === undefined) return { ok: false, error: refused }
  const caller = await identify({ publicKey, secret: null }, directory, c.env.KERNEL_DB, { request_id: c.get('requestId') })
  if (!caller.ok) return caller
  const origin = c.req.header('Origin')
  if (origin !== undefined && !mayCallFrom(caller.value, origin)) return { ok: false, error: foreignOrigin }
  const lacking = lacksScope(caller.value, 'telemetry')
  if (lacking !== null) return { ok: false, error: lacking }
  return offered.includes(protocol) ? caller : { ok: false, error: noProtocol }
}

/** What the client said of itself in our headers, its cookies and its key stay here; what we know goes on. */
const trusted = (request: Request, caller: Caller): Request => {
  const kept = [...request.headers].filter(([name]) => !name.startsWith('x-prost-') && name !== 'authorization' && name !== 'cookie')
  const headers = new Headers(kept)
  headers.set('Sec-WebSocket-Protocol', protocol)
  headers.set('x-prost-app', asciiJson(caller.app))
  headers.set('x-prost-key-id', caller.key_id)
  headers.set('x-prost-bot', isBotCall('public', request.headers.get('User-Agent')) ? '1' : '0')
  return new Request(request.url, { method: 'GET', headers })
}

/** Headers carry bytes, names carry anything: what is beyond ASCII is escaped. */
const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[^\u0020-\u007E]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
