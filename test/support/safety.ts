/** Reports, and what moderators and people hear of them, through the public door. */
import { env } from 'cloudflare:workers'
import { newId, userId } from '../../contract/ids.ts'
import type { UserId } from '../../contract/ids.ts'
import type { AppSettings } from '../../contract/keys.ts'
import { appPolicies } from '../../contract/policy.ts'
import { newAuditNote } from '../../contract/audit.ts'
import { personName } from '../../durable-objects/names.ts'
import type { Person } from '../../durable-objects/person/person.ts'
import { writePolicies } from '../../storage/kernel/app-policies.ts'
import { signIn } from './people.ts'
import type { Guest } from './room-client.ts'
import type { SeededApp } from './seed.ts'

const dayMs = 86_400_000

/** Somebody whose account is so many days old: the age is in the id. */
export const guestOfAge = async ({ app }: SeededApp, days: number, name = 'Guest'): Promise<Guest> => {
  const time = (Date.now() - days * dayMs).toString(16).padStart(12, '0')
  const id = userId.parse(`${time.slice(0, 8)}-${time.slice(8)}${newId().slice(13)}`)
  const person = { id, realm: app.app_id, email: `${id}@people.test` }
  await env.KERNEL_DB.prepare(`INSERT INTO users (user_id, app_id, email, display_name, created_at) VALUES (?, ?, ?, ?, ?)`)
    .bind(id, app.app_id, person.email, name, Date.now() - days * dayMs)
    .run()
  const signedIn = await signIn(person)
  return { ...person, signIn: signedIn, auth: signedIn.auth }
}

/** What the app decides, before any door has asked. */
export const decidePolicies = async ({ app }: SeededApp, policies: object): Promise<void> => {
  const note = newAuditNote({ at: Date.now(), actor: { kind: 'system', id: null }, action: 'policies.changed' })
  await writePolicies(env.KERNEL_DB, app.app_id, appPolicies.parse(policies), { now: Date.now(), note })
}

export const personStub = ({ app_id }: Pick<AppSettings, 'app_id'>, user: UserId): DurableObjectStub<Person> =>
  (env as unknown as { PERSON: DurableObjectNamespace<Person> }).PERSON.getByName(personName(app_id, user))
