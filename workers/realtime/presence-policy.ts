/** Whether somebody may be seen in a mode, or see who is: asked of the policy engine. */
import type { Context } from 'hono'
import type { Failure } from '../../contract/errors.ts'
import type { ModeManifest } from '../../contract/manifest.ts'
import type { Visitor } from '../../domain/realtime/people.ts'
import { deniedAtDoor } from './facts.ts'
import { policiesOf } from './people.ts'
import type { RealtimeDeps, RealtimeHono } from './realtime-env.ts'

const nothing = { session: null, person: null, consent: null } as const

export const presenceDenied = async (
  c: Context<RealtimeHono>,
  deps: RealtimeDeps,
  visitor: Visitor,
  mode: ModeManifest,
  action: 'presence.set' | 'presence.read',
): Promise<Failure | null> => {
  const context = { now: deps.now(), mode, to: null, app: await policiesOf(c, deps), message: null }
  return deniedAtDoor(c, deps, visitor, { action, object: nothing, context })
}
