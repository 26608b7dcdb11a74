/** The peer on the same runtime: a hibernating room of partyserver, what one says goes to all. */
import { routePartykitRequest, Server, type WSMessage } from 'partyserver'

export class Room extends Server {
  static override options = { hibernate: true }

  override onMessage(_connection: unknown, message: WSMessage): void {
    this.broadcast(message)
  }
}

export default {
  fetch: async (request, env) => (await routePartykitRequest(request, env)) ?? new Response(null, { status: 404 }),
} satisfies ExportedHandler<Cloudflare.Env>
