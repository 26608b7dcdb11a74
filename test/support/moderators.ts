/** Moderators of an app for tests: by its server's key, and operators with a role. */
import * as z from 'zod'
import { moderationAction } from '../../contract/moderation.ts'
import type { ModerationAction } from '../../contract/moderation.ts'
import type { Role } from '../../contract/roles.ts'
import { call } from '../workerd/gateway-harness.ts'
import { makeOperator, signIn } from './people.ts'
import type { Guest } from './room-client.ts'
import { told } from './room-client.ts'
import type { SeededApp } from './seed.ts'

export type Moderator = {
  /** Null: the app's server. */
  readonly id: string | null
  readonly call: (method: string, path: string, json?: unknown) => Promise<Response>
}

export const serverOf = ({ auth }: SeededApp): Moderator => ({
  id: null,
  call: (method, path, json) => call(method, `/v1${path}`, { auth, json }),
})

export const operatorOf = async ({ app }: SeededApp, role: Role): Promise<Moderator> => {
  const person = await makeOperator({ [app.app_id]: role })
  const { auth } = await signIn(person)
  return { id: person.id, call: (method, path, json) => call(method, `/v1/apps/${app.app_id}${path}`, { auth, json }) }
}

/** An action that was taken. */
export const act = async (by: Moderator, about: Pick<Guest, 'id'>, more: object): Promise<ModerationAction> =>
  told(await by.call('POST', '/moderation/actions', { user_id: about.id, reason: 'harassment', ...more }), 201, moderationAction)

export const lift = async (by: Moderator, { id }: Pick<ModerationAction, 'id'>): Promise<ModerationAction> =>
  told(await by.call('POST', `/moderation/actions/${id}/lift`), 200, moderationAction)

export const codeOf = async (answer: Response): Promise<string> =>
  `${answer.status} ${z.object({ code: z.string() }).parse(await answer.json()).code}`
