/**
 * What a person's object knows of them. One that was never told what restricts its person is told here, out of the kernel; while that can
 * not be asked nobody comes in: a ban holds whatever was lost ([PER8]).
 */
import type { AppId, UserId } from '../../contract/ids.ts'
import { restrictionsInForce } from '../../domain/moderation/action-rules.ts'
import { personName } from '../../durable-objects/names.ts'
import type { PersonObjects, PersonView } from '../../durable-objects/person/person-rpc.ts'
import { ModerationActions } from '../../storage/kernel/moderation-actions.ts'

type Env = { readonly PERSON: PersonObjects; readonly KERNEL_DB: D1Database }

/** Throws when the kernel has to be asked and does not answer. */
export const viewOf = async ({ PERSON, KERNEL_DB }: Env, app: AppId, user: UserId, now: number): Promise<PersonView> => {
  const person = PERSON.getByName(personName(app, user))
  const view = await person.view()
  if (view.isLoaded) return view
  const held = await new ModerationActions(KERNEL_DB, app).inForce(user, now)
  return person.load(restrictionsInForce(held, now))
}
