/** A realtime Worker of its own, as another isolate or another deployment has it: with other modes, over the same objects. */
import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { platformModes } from '../../domain/modes/platform-modes.ts'
import { createRealtime } from '../../workers/realtime/app.ts'
import { realtimeDeps } from '../../workers/realtime/deps.ts'
import { Client } from './room-client.ts'
import type { Guest } from './room-client.ts'

export type RealtimeIsolate = {
  readonly get: (who: Guest, path: string) => Promise<Response>
  readonly post: (who: Guest, path: string, json?: unknown, headers?: Record<string, string>) => Promise<Response>
  readonly knock: (who: Guest, path: string) => Promise<Response>
  readonly enter: (who: Guest, room: string) => Promise<Client>
}

/** `manifests`: modes beside the platform's. */
export const realtimeIsolate = (manifests: readonly unknown[] = []): RealtimeIsolate => {
  const modes = platformModes(JSON.stringify(manifests))
  const app = createRealtime(realtimeDeps(() => Date.now(), modes))
  const call = async (who: Guest, path: string, init: RequestInit): Promise<Response> => {
    const ctx = createExecutionContext()
    const headers = { ...who.auth, ...(init.headers as Record<string, string> | undefined) }
    const answer = await app.fetch(new Request(`https://prost.test${path}`, { ...init, headers }), env, ctx)
    await waitOnExecutionContext(ctx)
    return answer
  }
  const knock: RealtimeIsolate['knock'] = (who, path) =>
    call(who, path, { headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': `prost.v1, bearer.${who.signIn.token}` } })
  return {
    get: (who, path) => call(who, path, { method: 'GET' }),
    post: (who, path, json = {}, headers = {}) =>
      call(who, path, { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(json) }),
    knock,
    enter: async (who, room) => {
      const answer = await knock(who, `/v1/rooms/${room}`)
      if (answer.webSocket === null) throw new Error(`no socket but ${answer.status}: ${await answer.text()}`)
      return new Client(answer.webSocket)
    },
  }
}
