/** The way from a session's room to the pair of its consent: what the pair says now, and what members say to it on their sockets. */
import type { AppId, ConsentId } from '../../contract/ids.ts'
import type { ConsentFacts } from '../../domain/policy/facts.ts'
import { pairId } from '../../domain/realtime/pair-id.ts'
import { roomName } from '../names.ts'
import { errorText, logError } from '../runtime/log.ts'
import { answerConsent, requestConsentOf } from './consent-desk.ts'
import type { DeskEnv } from './consent-desk.ts'
import { factsOfConsent } from './pair-steps.ts'
import type { ErrorFrame } from '../../contract/socket.ts'
import type { RoomKeeper } from './room-keeper.ts'
import type { RoomAnswer, RoomEffect } from './room-protocol.ts'
import { refused, sessionOf } from './room-run.ts'
import type { RoomSockets } from './room-sockets.ts'

type ConsentEffect = Extract<RoomEffect, { type: 'forward_consent' }>

type Deps = {
  readonly app: AppId
  readonly object: string
  readonly env: DeskEnv
  readonly keeper: Pick<RoomKeeper, 'state' | 'store'>
  readonly sockets: Pick<RoomSockets, 'to' | 'flush'>
}

const actOf = { 'consent.grant': 'grant', 'consent.deny': 'deny', 'consent.revoke': 'revoke' } as const

export class PairLine {
  readonly #deps: Deps

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** The session's consent as the pair says now; null when it stands on none. Throws when the pair can not be asked: then nobody comes in. */
  async consent(): Promise<ConsentFacts | null> {
    const { app, env, keeper } = this.#deps
    const known = sessionOf(keeper.state)?.consent ?? null
    if (known === null) return null
    const record = await env.ROOM.getByName(roomName(app, pairId(app, known.from, known.to))).consent(known.id as ConsentId)
    return record === null ? { ...known, state: 'expired' } : factsOfConsent(record)
  }

  /** What comes of it comes back to everyone it concerns, an error to who said it. Never throws. */
  async forward(effect: ConsentEffect): Promise<void> {
    const { object, sockets } = this.#deps
    let answer: RoomAnswer | null
    try {
      answer = await this.#ask(effect)
    } catch (error) {
      logError({ event: 'frame_failed', object, error: errorText(error) })
      answer = refused('temporarily_unavailable')
    }
    if (answer?.type !== 'refused' && answer?.type !== 'denied') return
    const wait = answer.retryAfterMs === null ? {} : { retry_after_ms: answer.retryAfterMs }
    const detail = answer.type === 'refused' ? answer.detail : 'A rule does not allow this.'
    const frame: ErrorFrame = { t: 'error', code: answer.code, detail, about: effect.frame.t, ...wait }
    sockets.to(effect.connection, [JSON.stringify(frame)])
    sockets.flush(Date.now())
  }

  /** Null when who said it is gone. */
  async #ask({ connection, frame }: ConsentEffect): Promise<RoomAnswer | null> {
    const { env, keeper } = this.#deps
    const { people } = keeper.state
    const app = keeper.store.app()
    const user = people.connections.get(connection)?.user
    const member = user === undefined ? undefined : people.members.get(user)
    const mode = sessionOf(keeper.state)?.mode
    if (app === null || member === undefined || mode === undefined) return null
    if (frame.t !== 'consent.request') return answerConsent(env, app, member, { id: frame.consent_id, act: actOf[frame.t] })
    if (!people.members.has(frame.to_user_id)) return refused('not_found')
    return requestConsentOf(env, app, member, { to: frame.to_user_id, purpose: frame.purpose, mode })
  }
}
