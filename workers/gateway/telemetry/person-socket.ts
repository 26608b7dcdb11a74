/**
 * The telemetry socket of a signed-in person: subprotocols `prost.v1, bearer.<JWT>`. The gateway asks who it is, because the ingest door
 * knows no tokens, and hands the upgrade to the object, which closes it when the sign-in ends. App keys go to the ingest door.
 */
import type { Context } from 'hono'
import type { Failure } from '../../../contract/errors.ts'
import { isBotCall } from '../../../domain/events/bot-label.ts'
import { telemetryShardName, telemetryShardOf } from '../../../durable-objects/names.ts'
import { foreignOrigin } from '../../shared/key-caller.ts'
import { problem } from '../../shared/problem.ts'
import { offeredProtocols, socketProtocol, upgradeRequest } from '../../shared/socket-upgrade.ts'
import { isOwnOrigin } from '../../shared/access/own-origin.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { issuerOf } from '../../shared/settings.ts'

const prefix = 'bearer.'
const badToken: Failure = { code: 'invalid_credentials', detail: 'Offer the subprotocol bearer.<access token> with a valid one.' }
const notASocket: Failure = { code: 'upgrade_required', detail: 'Open this route as a WebSocket.' }
const noProtocol: Failure = { code: 'validation_failed', detail: `Offer the subprotocols ${socketProtocol} and bearer.<access token>.` }

export const offersToken = (request: Request): boolean => offeredProtocols(request.headers).some((name) => name.startsWith(prefix))

export const personSocket = async (c: Context<ApiEnv>, { authority }: Pick<GatewayDeps, 'authority'>): Promise<Response> => {
  if (c.req.header('Upgrade')?.toLowerCase() !== 'websocket') return problem(c, notASocket, { Upgrade: 'websocket' })
  const offered = offeredProtocols(c.req.raw.headers)
  const token = offered.find((name) => name.startsWith(prefix))?.slice(prefix.length) ?? ''
  const person = await authority.person(token, issuerOf(c.env, c.req.url), c.env)
  if (person === null) return problem(c, badToken, { 'WWW-Authenticate': 'Bearer realm="prost"' })
  const { app, claims } = person
  const origin = c.req.header('Origin')
  if (origin !== undefined && !isOwnOrigin(c, origin) && !app.origins.includes(origin)) return problem(c, foreignOrigin)
  if (!offered.includes(socketProtocol)) return problem(c, noProtocol)
  const object = c.env.TELEMETRY_SHARD.getByName(telemetryShardName(app, telemetryShardOf(app, claims.sub)))
  const bot = isBotCall('public', c.req.header('User-Agent') ?? null)
  return object.fetch(upgradeRequest(c.req.raw, { app, openedBy: claims.sid, actorId: claims.sub, bot }))
}
