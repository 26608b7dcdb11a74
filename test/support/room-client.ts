/** People in rooms, for tests: sessions made and sockets opened through the public door, every frame parsed. */
import { env } from 'cloudflare:workers'
import * as z from 'zod'
import type { RoomId } from '../../contract/ids.ts'
import { session } from '../../contract/session.ts'
import type { Session } from '../../contract/session.ts'
import { serverFrame } from '../../contract/socket.ts'
import type { ClientFrame, ServerFrame } from '../../contract/socket.ts'
import { roomName } from '../../durable-objects/names.ts'
import type { Room } from '../../durable-objects/room/room.ts'
import { call } from '../workerd/gateway-harness.ts'
import { makeUser, signIn } from './people.ts'
import type { TestPerson, TestSignIn } from './people.ts'
import type { SeededApp } from './seed.ts'

export type Guest = TestPerson & { readonly signIn: TestSignIn; readonly auth: Record<string, string> }

/** Tests are a crowd behind no address at all: limits by address are not what they are about. */
export const guest = async ({ app }: SeededApp, name = 'Guest'): Promise<Guest> => {
  const person = await makeUser(app.app_id, name)
  const signedIn = await signIn(person)
  return { ...person, signIn: signedIn, auth: signedIn.auth }
}

export const post = (who: Guest, path: string, json: unknown = {}): Promise<Response> => call('POST', path, { auth: who.auth, json })
export const get = (who: Guest, path: string): Promise<Response> => call('GET', path, { auth: who.auth })

/** The answer of a status, parsed; another status is an error that says what came. */
export const told = async <T>(answer: Response, status: number, schema: z.ZodType<T>): Promise<T> => {
  const text = await answer.text()
  if (answer.status !== status) throw new Error(`expected ${status}, got ${answer.status}: ${text}`)
  return schema.parse(JSON.parse(text))
}

export const makeSession = async (who: Guest, input: { mode?: string; audience?: string } = {}): Promise<Session> =>
  told(await post(who, '/v1/sessions', { mode: 'party', ...input }), 201, session)

export const knock = (who: Guest, path: string): Promise<Response> =>
  call('GET', path, { headers: { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': `prost.v1, bearer.${who.signIn.token}` } })

type Frame<T extends ServerFrame['t']> = Extract<ServerFrame, { t: T }>
const frames = z.union([serverFrame.transform((one) => [one]), z.array(serverFrame)])

export class Client {
  readonly socket: WebSocket
  /** Everything that came, in its order. */
  readonly heard: ServerFrame[] = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  #wake: (() => void)[] = []

  constructor(socket: WebSocket) {
    this.socket = socket
    socket.addEventListener('message', ({ data }) => {
      this.heard.push(...frames.parse(JSON.parse(String(data))))
      for (const wake of this.#wake.splice(0)) wake()
    })
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason }))
    })
    socket.accept()
  }

  say(frame: ClientFrame): void {
    this.socket.send(JSON.stringify(frame))
  }

  /** The first frame of a type that fits, once it came. */
  async until<T extends ServerFrame['t']>(t: T, fits: (frame: Frame<T>) => boolean = () => true): Promise<Frame<T>> {
    const is = (frame: ServerFrame): frame is Frame<T> => frame.t === t && fits(frame as Frame<T>)
    for (;;) {
      const found = this.heard.find(is)
      if (found !== undefined) return found
      await new Promise<void>((resolve) => void this.#wake.push(resolve))
    }
  }

  /** Numbers of the room's frames, as they came. */
  get seqs(): number[] {
    return this.heard.flatMap((frame) => ('seq' in frame && 'epoch' in frame && frame.t !== 'welcome' ? [frame.seq] : []))
  }
}

export const enter = async (who: Guest, room: string, query = ''): Promise<Client> => {
  const answer = await knock(who, `/v1/rooms/${room}${query}`)
  if (answer.webSocket === null) throw new Error(`no socket but ${answer.status}: ${await answer.text()}`)
  return new Client(answer.webSocket)
}

export const roomStub = ({ app }: SeededApp, id: RoomId): DurableObjectStub<Room> =>
  (env as unknown as { ROOM: DurableObjectNamespace<Room> }).ROOM.getByName(roomName(app.app_id, id))
