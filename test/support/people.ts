/** People for tests: users of an app, operators with roles, and sign-ins of theirs whose tokens the doors take. */
import { env } from 'cloudflare:workers'
import { newId, userId } from '../../contract/ids.ts'
import type { AppId, SessionId, UserId } from '../../contract/ids.ts'
import type { Role } from '../../contract/roles.ts'
import { newAuditNote } from '../../contract/audit.ts'
import { signAccessToken } from '../../domain/identity/access-token.ts'
import type { Signer } from '../../domain/identity/access-token.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { hashPassword } from '../../domain/identity/password-hash.ts'
import { mintRefreshToken } from '../../domain/identity/refresh-token.ts'
import { consoleApp } from '../../storage/kernel/realms.ts'
import { endSessions, openSession } from '../../storage/kernel/sessions.ts'
import { currentSigner } from '../../storage/kernel/signing-keys.ts'

/** What `PUBLIC_URL` of the test environment makes of tokens. */
export const testIssuer = 'https://prost.test'

/** `realm` is the app that the person is a user of. */
export type TestPerson = { readonly id: UserId; readonly realm: AppId; readonly email: string }
export type TestSignIn = {
  readonly session: SessionId
  readonly token: string
  readonly auth: Record<string, string>
  readonly refreshToken: string
}

export const makeUser = async (realm: AppId, displayName = 'Test Person'): Promise<TestPerson> => {
  const id = userId.parse(newId())
  const person = { id, realm, email: `${id}@people.test` }
  await env.KERNEL_DB.prepare(`INSERT INTO users (user_id, app_id, email, display_name, created_at) VALUES (?, ?, ?, ?, ?)`)
    .bind(id, realm, person.email, displayName, Date.now())
    .run()
  return person
}

export const testPassword = 'a long walk by the sea'
let hashed: string | null = null

/** The test password; hashed once, because that is slow on purpose. */
export const givePassword = async ({ id }: TestPerson): Promise<string> => {
  hashed ??= await hashPassword(testPassword)
  await env.KERNEL_DB.prepare('UPDATE users SET password_hash = ? WHERE user_id = ?').bind(hashed, id).run()
  return testPassword
}

/** A user of the console with a role in each of these apps. */
export const makeOperator = async (roles: Readonly<Record<AppId, Role>> = {}, displayName = 'Test Operator'): Promise<TestPerson> => {
  const { app_id } = await consoleApp(env.KERNEL_DB, Date.now())
  const person = await makeUser(app_id, displayName)
  const insert = env.KERNEL_DB.prepare(`INSERT INTO members (app_id, user_id, role, created_at) VALUES (?, ?, ?, ?)`)
  for (const [app, role] of Object.entries(roles)) await insert.bind(app, person.id, role, Date.now()).run()
  return person
}

export const takeRole = async (app: AppId, person: TestPerson): Promise<void> => {
  await env.KERNEL_DB.prepare(`DELETE FROM members WHERE app_id = ? AND user_id = ?`).bind(app, person.id).run()
}

export const testSigner = (): Promise<Signer> => currentSigner(env.KERNEL_DB, new MasterSecret(env.IDENTITY_SECRET), Date.now())

export const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` })

export const signIn = async (person: TestPerson, userAgent = 'test'): Promise<TestSignIn> => {
  const opened = await openSession(env.KERNEL_DB, { app: person.realm, user: person.id, method: 'password', userAgent, now: Date.now() })
  if (opened === null) throw new Error('this person can not sign in')
  const subject = { app: person.realm, user: person.id, session: opened.session_id, roles: [] }
  const token = await signAccessToken(testIssuer, subject, await testSigner(), Date.now())
  const refreshToken = mintRefreshToken(new MasterSecret(env.IDENTITY_SECRET), opened.session_id, opened.generation, opened.nonce)
  return { session: opened.session_id, token, auth: bearer(token), refreshToken }
}

/** Ends a sign-in as every way out does. Isolates that hold the list learn it within 5 s. */
export const endSignIn = async ({ realm, id }: TestPerson, { session }: TestSignIn): Promise<void> => {
  const note = newAuditNote({ at: Date.now(), actor: { kind: 'user', id }, action: 'session.ended' })
  await endSessions(env.KERNEL_DB, realm, { session }, { reason: 'test', now: Date.now(), note })
}
