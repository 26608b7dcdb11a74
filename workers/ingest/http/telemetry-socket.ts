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
import { identify, refused } from '../../shared/key-caller.ts'
import { problem } from '../../shared/problem.ts'
import { offeredProtocols, socketProtocol, upgradeRequest } from '../../shared/socket-upgrade.ts'
import type { Denials } from '../denials.ts'
import { deniedBy } from '../guard.ts'
import type { IngestHono } from '../ingest-env.ts'

const notASocket: Failure = { code: 'upgrade_required', detail: 'Open this route as a WebSocket.' }
const noProtocol: Failure = { code: 'validation_failed', detail: `Offer the subprotocols ${socketProtocol} and key.<public key>.` }

export const telemetrySocket = (directory: KeyDirectory, denials: Denials) => {
  return async (c: Context<IngestHono>): Promise<Response> => {
    if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') return problem(c, notASocket, { Upgrade: 'websocket' })
    const caller = await opener(c, directory, denials)
    if (!caller.ok) return problem(c, caller.error)
    const { app } = caller.value
    const actor = c.req.query('actor_id')
    const shard = actor === undefined ? 0 : telemetryShardOf(app, actor)
    const bot = isBotCall('public', c.req.header('User-Agent') ?? null)
    const upgrade = upgradeRequest(c.req.raw, { app, openedBy: caller.value.key_id, actorId: null, bot })
    return c.env.TELEMETRY_SHARD.getByName(telemetryShardName(app, shard)).fetch(upgrade)
  }
}

/** Always as a public-key caller: this way carries no secret. */
const opener = async (c: Context<IngestHono>, directory: KeyDirectory, denials: Denials): Promise<Result<Caller>> => {
  const offered = offeredProtocols(c.req.raw.headers)
  const publicKey = offered.find((name) => name.startsWith('key.'))?.slice('key.'.length)
  if (publicKey === undefined) return { ok: false, error: refused }
  const caller = await identify({ publicKey, secret: null }, directory, c.env.KERNEL_DB, { request_id: c.get('requestId') })
  if (!caller.ok) return caller
  const denied = deniedBy(caller.value, c.req.header('Origin') ?? null)
  if (denied !== null) {
    denials.note(c, caller.value, 'openTelemetrySocket', denied.code)
    return { ok: false, error: denied }
  }
  return offered.includes(socketProtocol) ? caller : { ok: false, error: noProtocol }
}
