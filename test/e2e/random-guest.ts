/**
 * One person at the page of random video chat, without its pixels and its camera: the page's own links to the queue, the room and the telemetry, and its own
 * teller, wired as `use-vox.ts` wires them. Whether the two see each other is the script's word.
 */
import { send } from '../../web/features/session/http.ts'
import { anything } from '../../web/features/session/reading.ts'
import { voxTeller } from '../../web/features/random/vox-teller.ts'
import type { VoxTeller } from '../../web/features/random/vox-teller.ts'
import { sessionOf } from '../../web/features/random/vox-facts.ts'
import { openMatch } from '../../web/lib/match/match-link.ts'
import type { MatchLink } from '../../web/lib/match/match-link.ts'
import { openLink } from '../../web/lib/room/room-link.ts'
import type { LinkWorld, RoomLink } from '../../web/lib/room/room-link.ts'
import { openTelemetry } from '../../web/lib/telemetry/telemetry.ts'
import type { Telemetry } from '../../web/lib/telemetry/telemetry.ts'
import type { RoomId } from '../../contract/ids.ts'
import type { CrowdPerson } from './room-crowd-people.ts'

/** A socket that says it is a browser's: what says it is a program's is counted as no person. Node's own class takes headers, where a browser's takes names. */
const browserLike = (to: string, protocols: readonly string[]): WebSocket => {
  const headers = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36' }
  const socket: WebSocket = Reflect.construct(WebSocket, [to, { protocols, headers }])
  return socket
}

type Place = { readonly session: RoomId; readonly link: RoomLink }

export type Evening = {
  readonly url: string
  readonly queue: string
  /** What the platform answers to the end of a call that failed: `ok`, or why not. */
  readonly onEnded: (answer: string) => void
}

export class Guest {
  readonly user: string
  /** Signs of life of the telemetry socket. */
  pings = 0
  readonly #evening: Evening
  readonly #token: () => Promise<string>
  readonly #match: MatchLink
  readonly #telemetry: Telemetry
  readonly #teller: VoxTeller
  #room: Place | null = null

  /** Comes in; looks for nobody yet. */
  constructor(person: CrowdPerson, evening: Evening) {
    this.user = person.user
    this.#evening = evening
    this.#token = person.token
    const world = this.#world()
    this.#telemetry = openTelemetry(this.#token, { ...world, socket: (...to) => this.#counted(world.socket(...to)) })
    this.#teller = voxTeller(({ type, ...more }) => this.#telemetry.say(type, more), Date.now)
    this.#teller.enter()
    const { url, queue } = evening
    const call: Parameters<typeof openMatch>[0]['call'] = async (ask) =>
      send({ ...ask, path: `${url}${ask.path}` }, { token: await this.#token() })
    this.#match = openMatch({ queue, call, token: this.#token }, world)
    this.#match.subscribe(() => this.#heard())
  }

  look(): void {
    this.#match.start({ languages: [], interests: [] })
  }

  /** The session with somebody, once the room let this one in. */
  get session(): RoomId | null {
    const session = sessionOf(this.#match.view().ticket)
    return this.#room?.session === session && this.#room?.link.view().connection.at === 'live' ? session : null
  }

  get isWaiting(): boolean {
    return this.#match.view().ticket?.state === 'waiting'
  }

  get isOut(): boolean {
    const { wants, ticket, asking } = this.#match.view()
    return wants === 'out' && asking === null && (ticket === null || ticket.state === 'left')
  }

  /** Why the queue can not be asked; null: it can. */
  get trouble(): string | null {
    const { trouble } = this.#match.view()
    return trouble === null ? null : (trouble.code ?? 'no answer')
  }

  /** Facts that the platform did not take. */
  get lost(): number {
    return this.#telemetry.lost()
  }

  /** Texts of both, as the room has them. */
  get texts(): readonly string[] {
    return this.#room?.link.view().chat.messages.map(({ text }) => text) ?? []
  }

  /** The two see each other. */
  see(): void {
    this.#teller.live()
  }

  write(text: string): void {
    this.#room?.link.write(text)
  }

  next(): void {
    this.#teller.skip()
    this.#match.skip()
  }

  /** No connection, however often it was tried. */
  async fail(): Promise<void> {
    const session = this.session
    if (session === null) throw new Error('a call failed that is none')
    this.#teller.iceFailed(3)
    const { url, onEnded } = this.#evening
    const path = `${url}/v1/sessions/${session}/end`
    const answer = await send({ method: 'POST', path, json: { reason: 'ice_failure' }, read: anything }, { token: await this.#token() })
    if (answer.ok) onEnded('ok')
    else onEnded(answer.failure.kind === 'problem' ? String(answer.failure.code) : answer.failure.kind)
  }

  stop(): void {
    this.#teller.because('left')
    this.#match.stop()
  }

  /** Closes the page. */
  goHome(): void {
    this.#match.end()
    this.#room?.link.leave()
    this.#room = null
    this.#teller.leave()
    this.#telemetry.end()
  }

  #heard(): void {
    const { wants, ticket } = this.#match.view()
    const heard = wants === 'out' ? null : ticket
    this.#teller.ticket(heard)
    const session = sessionOf(heard)
    if (this.#room?.session === session) return
    this.#room?.link.leave()
    this.#room = session === null ? null : { session, link: this.#enter(session) }
  }

  #enter(session: RoomId): RoomLink {
    const link = openLink({ path: `/v1/rooms/${session}`, token: this.#token, whyNot: async () => null }, this.#world())
    link.subscribe(() => {
      const { session: notice, chat } = link.view()
      if (notice === null) return
      const own = chat.messages.filter(({ from }) => from === this.user)
      this.#teller.messages(
        session,
        own.map(({ seq, text }) => ({ seq, length: text.length })),
      )
    })
    return link
  }

  #world(): LinkWorld {
    return {
      socket: browserLike,
      now: Date.now,
      roll: Math.random,
      origin: this.#evening.url.replace('http', 'ws'),
      isOnline: () => true,
      network: new EventTarget(),
    }
  }

  #counted(socket: WebSocket): WebSocket {
    socket.addEventListener('message', ({ data }) => {
      if (data === 'pong') this.pings += 1
    })
    return socket
  }
}
