/** People in queues, for tests: tickets over HTTP, and the socket of a ticket with every frame parsed. */
import { runDurableObjectAlarm } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { matchServerFrame, ticket } from '../../contract/match.ts'
import type { MatchServerFrame, Ticket } from '../../contract/match.ts'
import type { Region } from '../../domain/matching/regions.ts'
import { matchQueueName } from '../../durable-objects/names.ts'
import type { MatchQueue } from '../../durable-objects/match-queue/match-queue.ts'
import { get, knock, post, told } from './room-client.ts'
import type { Guest } from './room-client.ts'
import type { SeededApp } from './seed.ts'

/** Tests say where they wait, so that the queue's object can be had by its name. */
export const here: Region = 'na'
export type Wish = { readonly languages?: readonly string[]; readonly interests?: readonly string[]; readonly region?: string }

export const joinAs = (who: Guest, wish: Wish = {}): Promise<Response> =>
  post(who, '/v1/match/join', { queue: 'random', preferences: { region: here, ...wish } })

/** Whether new or not. */
export const join = async (who: Guest, wish: Wish = {}): Promise<Ticket> => {
  const answer = await joinAs(who, wish)
  return told(answer, answer.status === 201 ? 201 : 200, ticket)
}

export const ticketOf = async (who: Guest): Promise<Ticket> => told(await get(who, '/v1/match'), 200, ticket)
export const act = async (who: Guest, what: 'confirm' | 'skip' | 'leave'): Promise<Ticket> =>
  told(await post(who, `/v1/match/${what}`), 200, ticket)

export const queueStub = ({ app }: SeededApp, region: Region = here): DurableObjectStub<MatchQueue> =>
  (env as unknown as { MATCH_QUEUE: DurableObjectNamespace<MatchQueue> }).MATCH_QUEUE.getByName(
    matchQueueName(app.app_id, 'random', region),
  )

/** What the queue does by itself now. */
export const tick = (app: SeededApp, region: Region = here): Promise<boolean> => runDurableObjectAlarm(queueStub(app, region))

/** Two who are matched and have confirmed. */
export const bringTogether = async (a: Guest, b: Guest): Promise<Ticket> => {
  await join(a)
  await join(b)
  await act(a, 'confirm')
  return act(b, 'confirm')
}

export class MatchClient {
  readonly socket: WebSocket
  readonly heard: MatchServerFrame[] = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  #wake: (() => void)[] = []

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.addEventListener('message', ({ data }) => {
      this.heard.push(matchServerFrame.parse(JSON.parse(String(data))))
      for (const wake of this.#wake.splice(0)) wake()
    })
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }))
    })
    socket.accept()
  }

  get states(): string[] {
    return this.heard.map((frame) => (frame.t === 'ticket' ? frame.state : frame.code))
  }

  async until(fits: (frame: MatchServerFrame) => boolean): Promise<MatchServerFrame> {
    for (;;) {
      const found = this.heard.find(fits)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => void this.#wake.push(resolve))
    }
  }

  untilState(state: Ticket['state']): Promise<MatchServerFrame> {
    return this.until((frame) => frame.t === 'ticket' && frame.state === state)
  }

  confirm(): void {
    this.socket.send(JSON.stringify({ t: 'confirm' }))
  }
}

export const listen = async (who: Guest): Promise<MatchClient> => {
  const answer = await knock(who, '/v1/match')
  if (answer.webSocket === null) throw new Error(`no socket but ${answer.status}: ${await answer.text()}`)
  return new MatchClient(answer.webSocket)
}
