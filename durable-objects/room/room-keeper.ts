/**
 * The state of a room: in memory, moved by the machine, and in SQLite before anything that hangs on it is said ([ROOM] rules in
 * `../SPEC.md`). Runs the effects of a step in their order. What was never made leaves nothing behind.
 */
import { assertNever } from '../../contract/assert-never.ts'
import { newAuditNote } from '../../contract/audit.ts'
import { newId } from '../../contract/ids.ts'
import type { AppId, RoomId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import { step } from './room-machine.ts'
import { sealTicket } from '../../domain/realtime/resume-token.ts'
import type { RoomMail } from './room-mail.ts'
import type { RoomAnswer, RoomEffect, RoomInput } from './room-protocol.ts'
import { restore } from './room-restore.ts'
import type { SessionRow } from './room-rows.ts'
import { finish } from './room-run.ts'
import type { Run } from './room-run.ts'
import type { RoomSockets } from './room-sockets.ts'
import type { RoomState } from './room-state.ts'
import { newRoom } from './room-state.ts'
import type { RoomStore } from './room-store.ts'

/** What leaves the object. */
export type RoomLetters = {
  readonly mail: Pick<RoomMail, 'tell' | 'fact' | 'note' | 'flag' | 'media'>
  readonly presence: (now: number) => void
  readonly forward: (effect: Extract<RoomEffect, { type: 'forward_consent' }>) => void
}

type Deps = {
  readonly storage: Pick<DurableObjectStorage, 'transactionSync'>
  readonly store: RoomStore
  readonly sockets: RoomSockets
  readonly letters: RoomLetters
  readonly app: AppId
  readonly id: RoomId
  /** Something moved: in the same turn, so that the alarm is set with what it is for, or neither. */
  readonly onMoved: () => void
}

export class RoomKeeper {
  readonly #deps: Deps
  readonly store: RoomStore
  #state: RoomState | null = null

  constructor(deps: Deps) {
    this.#deps = deps
    this.store = deps.store
  }

  get state(): RoomState {
    return this.#state ?? this.#restored(Date.now())
  }

  learn(app: AppSettings): void {
    if (JSON.stringify(this.store.app()) !== JSON.stringify(app)) this.store.saveApp(app)
  }

  /** `socket`: the one that a connect is about. In memory, in SQLite and said, or none of it. */
  step(input: RoomInput, now: number, socket: WebSocket | null = null): RoomAnswer {
    const { effects, answer } = step(this.state, input, now)
    this.#run(effects, now, socket)
    // What an ending session gives back, it gives back here: peers hold nothing of ours.
    if (effects.some(({ type }) => type === 'release')) this.step({ type: 'settled' }, now)
    return answer
  }

  /** A question whose answer leaves a trace, such as a fact. */
  ask(question: (run: Run) => RoomAnswer, now: number): RoomAnswer {
    const run: Run = { state: this.state, now, effects: [], isRoomMoved: false }
    const answer = question(run)
    finish(run)
    this.#run(run.effects, now, null)
    return answer
  }

  #restored(now: number): RoomState {
    const { app, id, sockets } = this.#deps
    const rows = this.store.rows()
    if (rows.room === null) return (this.#state = newRoom(app, id))
    const { state, effects } = restore(app, id, rows, sockets.reopen(), now)
    this.#state = state
    this.#run(effects, now, null)
    return state
  }

  #run(effects: readonly RoomEffect[], now: number, socket: WebSocket | null): void {
    const texts = new Map<RoomEffect, string>()
    for (const effect of effects) if (effect.type === 'publish') texts.set(effect, JSON.stringify(effect.frame))
    try {
      this.#deps.storage.transactionSync(() => {
        for (const effect of effects) this.#keep(effect, texts.get(effect) ?? '', now)
      })
    } catch (error) {
      // The machine moved what it holds in place: it is read again.
      this.#state = null
      throw error
    }
    for (const effect of effects) this.#say(effect, texts.get(effect) ?? '', socket, now)
    this.#deps.sockets.flush(now)
    this.#deps.onMoved()
  }

  #keep(effect: RoomEffect, text: string, now: number): void {
    const { store } = this
    const { id } = this.#deps
    const { mail } = this.#deps.letters
    switch (effect.type) {
      case 'publish':
        return store.append(effect.frame, text, now)
      case 'save_room':
        return store.saveRoom(effect.row)
      case 'save_session':
        if (isLeft(effect.row)) mail.media.withdraw(null)
        return store.saveSession(effect.row)
      case 'save_member':
        return store.saveMember(effect.row)
      case 'drop_member':
        mail.media.withdraw(effect.user)
        return store.dropMember(effect.user)
      case 'save_consent':
        return store.saveConsent(effect.row)
      case 'wipe_message':
        return store.wipe(effect.seq)
      case 'prune_log':
        return store.prune(effect.before)
      case 'tell':
        return mail.tell(effect.message)
      case 'fact':
        return mail.fact({ ...effect.fact, id: newId(), at: now })
      case 'audit':
        return mail.note(effect.note)
      case 'flag':
        return mail.flag(effect.flag)
      case 'evidence': {
        const { id: consent, state, from, to, purpose, revokedBy } = effect.consent
        const data = { state, from, to, purpose, revoked_by: revokedBy, pair: id }
        const actor = { kind: 'system', id: null } as const
        const object = { kind: 'consent', id: consent }
        return mail.note(newAuditNote({ at: now, actor, action: 'consent.moved', object, outcome: 'decided', data }))
      }
      case 'send':
      case 'attach':
      case 'welcome':
      case 'resumed':
      case 'note':
      case 'close':
      case 'report_presence':
      case 'forward_consent':
      case 'release':
        return
      default:
        return assertNever(effect)
    }
  }

  #say(effect: RoomEffect, text: string, socket: WebSocket | null, now: number): void {
    const { sockets, letters } = this.#deps
    switch (effect.type) {
      case 'publish':
        return sockets.toAll(text)
      case 'send': {
        const said = [JSON.stringify(effect.frame)]
        for (const to of effect.to) sockets.to(to, said)
        return
      }
      case 'attach':
        if (socket === null) throw new Error('a socket was attached that nobody opened')
        return sockets.attach(socket, effect.attachment)
      case 'welcome':
        return sockets.to(effect.to, [JSON.stringify(this.#withToken(effect))])
      case 'resumed': {
        const { from, to } = effect.frame
        return sockets.to(effect.to, [JSON.stringify(this.#withToken(effect)), ...this.store.frames(from, to)])
      }
      case 'note':
        return sockets.note(effect.attachment)
      case 'close':
        return sockets.close(effect.connection, effect.code, effect.reason)
      case 'report_presence':
        return letters.presence(now)
      case 'forward_consent':
        return letters.forward(effect)
      case 'save_room':
      case 'save_session':
      case 'save_member':
      case 'drop_member':
      case 'save_consent':
      case 'wipe_message':
      case 'prune_log':
      case 'tell':
      case 'fact':
      case 'audit':
      case 'flag':
      case 'evidence':
      case 'release':
        return
      default:
        return assertNever(effect)
    }
  }

  #withToken({ to, frame }: Extract<RoomEffect, { type: 'welcome' | 'resumed' }>): object {
    const { epoch, people } = this.state
    const connection = people.connections.get(to)
    if (connection === undefined) throw new Error('somebody was greeted who is not there')
    const seq = frame.t === 'welcome' ? frame.seq : frame.to
    const { user, signIn } = connection
    return { ...frame, resume_token: sealTicket({ user, connection: to, signIn, epoch, seq }, this.store.resumeKey()) }
  }
}

/** From here on nobody may do anything in the session. */
const isLeft = ({ state }: SessionRow): boolean => state !== 'creating' && state !== 'active'
