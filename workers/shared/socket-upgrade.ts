/**
 * The upgrade request as a door hands it to a telemetry object: what the client said of itself in our headers, its cookies and its
 * credentials stay at the door; what the door knows of it goes on in their place.
 */
import type { AppSettings } from '../../contract/keys.ts'

export const socketProtocol = 'prost.v1'

export type Opener = {
  readonly app: AppSettings
  /** The key or the sign-in that opens it: whoever withdraws that closes the socket by this name. */
  readonly openedBy: string
  /** The signed-in person whose events these are; null for an app, which speaks for its actors. */
  readonly actorId: string | null
  readonly bot: boolean
}

/** The subprotocols a client offers. */
export const offeredProtocols = (headers: Headers): string[] =>
  (headers.get('Sec-WebSocket-Protocol') ?? '').split(',').map((name) => name.trim())

const tokenPrefix = 'bearer.'

/** The access token among them; null when there is none. */
export const offeredToken = (headers: Headers): string | null =>
  offeredProtocols(headers)
    .find((name) => name.startsWith(tokenPrefix))
    ?.slice(tokenPrefix.length) ?? null

export const upgradeRequest = (request: Request, { app, openedBy, actorId, bot }: Opener): Request => {
  const kept = [...request.headers].filter(([name]) => !name.startsWith('x-prost-') && name !== 'authorization' && name !== 'cookie')
  const headers = new Headers(kept)
  headers.set('Sec-WebSocket-Protocol', socketProtocol)
  headers.set('x-prost-app', asciiJson(app))
  headers.set('x-prost-opened-by', openedBy)
  if (actorId !== null) headers.set('x-prost-actor', actorId)
  headers.set('x-prost-bot', bot ? '1' : '0')
  return new Request(request.url, { method: 'GET', headers })
}

/** Headers carry bytes, names carry anything: what is beyond ASCII is escaped. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(/[^\u0020-\u007E]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
