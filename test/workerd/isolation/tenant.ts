/** A tenant with everything that belongs to one: an app with a key pair, an owner, a user, facts. All of it carries its marker. */
import { newId } from '../../../contract/ids.ts'
import { makeOperator, makeUser, signIn } from '../../support/people.ts'
import type { TestPerson, TestSignIn } from '../../support/people.ts'
import { seedApp } from '../../support/seed.ts'
import type { SeededApp } from '../../support/seed.ts'
import { storeEvents, storeQuarantine } from '../gateway-harness.ts'

export type Tenant = SeededApp & {
  /** In what only this app's own may see. */
  readonly marker: string
  /** In what only its user may see. */
  readonly userMarker: string
  readonly owner: TestPerson
  readonly ownerSignIn: TestSignIn
  readonly user: TestPerson
  readonly userSignIn: TestSignIn
  /** Another user of the app. */
  readonly neighbour: TestPerson
  readonly eventId: string
  readonly quarantinedId: string
}

export const makeTenant = async (name: string): Promise<Tenant> => {
  const marker = `only-${name}-may-see-this`
  const userMarker = `only-the-user-of-${name}-may-see-this`
  const seeded = await seedApp({ name: marker })
  const { app_id } = seeded.app
  const owner = await makeOperator({ [app_id]: 'owner' }, `${marker} owner`)
  const [user, neighbour] = [await makeUser(app_id, userMarker), await makeUser(app_id)]
  const [eventId, quarantinedId] = [`event-${newId()}`, newId()]
  await storeEvents(seeded.app, [{ id: eventId, actor_id: 'user-17', data: { marker } }])
  await storeQuarantine(seeded.app, [{ id: quarantinedId, raw: `{"type":"Not A Type","marker":"${marker}"}` }])
  const [ownerSignIn, userSignIn] = [await signIn(owner, marker), await signIn(user, userMarker)]
  return { ...seeded, marker, userMarker, owner, ownerSignIn, user, userSignIn, neighbour, eventId, quarantinedId }
}
