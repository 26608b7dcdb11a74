/** What people do for their own safety is put to the policy engine too: ways out stay open, and only aiming at oneself is denied. */
import type { Context } from 'hono'
import type { Failure } from '../../../contract/errors.ts'
import type { UserId } from '../../../contract/ids.ts'
import type { PersonFacts } from '../../../domain/policy/facts.ts'
import type { Visitor } from '../../../domain/realtime/people.ts'
import { deniedAtDoor } from '../facts.ts'
import { policiesOf } from '../people.ts'
import type { RealtimeDeps, RealtimeHono } from '../realtime-env.ts'

type Aim = { readonly action: 'report.create' | 'block.set'; readonly person: UserId }

export const safetyDenied = async (
  c: Context<RealtimeHono>,
  deps: RealtimeDeps,
  visitor: Visitor,
  { action, person: id }: Aim,
): Promise<Failure | null> => {
  const person: PersonFacts = { id, isMember: false, isBlocked: visitor.blocked.includes(id), restrictions: [] }
  const context = { now: deps.now(), mode: null, to: null, app: await policiesOf(c, deps), message: null }
  return deniedAtDoor(c, deps, visitor, { action, object: { session: null, person, consent: null }, context })
}
