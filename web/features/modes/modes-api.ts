/** The modes of the app, as its manifests say them, and the sessions of a mode. */
import type { ModeManifest, UiPart } from '../../../contract/manifest.ts'
import type { RoomId } from '../../../contract/ids.ts'
import { noticeOf } from '../../lib/room/room-frames.ts'
import type { Account } from '../session/account.ts'
import type { Answer } from '../session/http.ts'
import type { Json } from '../session/reading.ts'
import { listAt, objectAt, reader, textAt, textsAt, wordAt } from '../session/reading.ts'

/** What a page needs of a manifest. */
export type Mode = Pick<ModeManifest, 'mode_id' | 'title' | 'routes' | 'access' | 'transitions' | 'ui_composition'> & {
  readonly room: Pick<ModeManifest['room'], 'entry' | 'audiences' | 'chat'>
}

const isPart = {
  player: true,
  programme: true,
  stage: true,
  presence_rail: true,
  chat: true,
  invitation: true,
  call: true,
  self_view: true,
  match_panel: true,
  mode_switch: true,
  report: true,
} as const satisfies Record<UiPart, true>

/** A part that this page does not have is not shown; the others are. */
const partsAt = (json: Json, name: string): UiPart[] => textsAt(json, name).filter((part): part is UiPart => Object.hasOwn(isPart, part))

const modeOf = (json: Json): Mode => {
  const [title, room, ui] = [objectAt(json, 'title'), objectAt(json, 'room'), objectAt(json, 'ui_composition')]
  return {
    mode_id: textAt(json, 'mode_id'),
    title: { en: textAt(title, 'en'), 'pt-BR': textAt(title, 'pt-BR') },
    routes: [...textsAt(json, 'routes')],
    access: wordAt(json, 'access', ['anyone', 'signed_in']),
    transitions: [...textsAt(json, 'transitions')],
    room: {
      entry: wordAt(room, 'entry', ['open', 'consent', 'match']),
      audiences: textsAt(room, 'audiences').flatMap((each) =>
        each === 'public' || each === 'unlisted' || each === 'private' ? [each] : [],
      ),
      chat: room['chat'] === true,
    },
    ui_composition: {
      layout: wordAt(ui, 'layout', ['watch', 'stage', 'call']),
      main: partsAt(ui, 'main'),
      side: partsAt(ui, 'side'),
      overlay: partsAt(ui, 'overlay'),
      bar: partsAt(ui, 'bar'),
    },
  }
}

export const readModes = reader((json) => listAt(json, 'data', modeOf))

export const getModes = ({ ask }: Account, signal: AbortSignal): Promise<Answer<readonly Mode[]>> =>
  ask({ path: '/v1/modes?limit=200', read: readModes, signal, revalidate: true })

const readSession = reader(noticeOf)
type Found = ReturnType<typeof noticeOf>

/** The session of the mode to be in: the server says which, so that who comes at the same moment is there too. Where none is public, one of one's own. */
export const findSession = ({ call }: Account, { mode_id, room }: Mode): Promise<Answer<Found>> => {
  const path = room.audiences.includes('public') ? '/v1/sessions/enter' : '/v1/sessions'
  return call({ method: 'POST', path, json: { mode: mode_id }, read: readSession })
}

export const getSession = ({ call }: Account, id: RoomId): Promise<Answer<Found>> => call({ path: `/v1/sessions/${id}`, read: readSession })

/** Leads everyone in a session on into another mode. */
export const leadOn = ({ call }: Account, from: RoomId, mode: string, attempt: string): Promise<Answer<Found>> =>
  call({ method: 'POST', path: '/v1/sessions/transition', json: { from_session_id: from, to_mode: mode }, read: readSession, attempt })
