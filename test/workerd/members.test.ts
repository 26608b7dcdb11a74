/** Who has which role in an app: adding, inviting, changing, removing, and the owner that always stays. [K2] */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { activeMember, invitedMember, member } from '../../contract/apps.ts'
import { newId } from '../../contract/ids.ts'
import { pageOf } from '../../contract/operation.ts'
import { newAuditNote } from '../../contract/audit.ts'
import { invitationHash } from '../../domain/apps/invitation.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { invitationsOfEmail, invitationsOfToken, takingUp } from '../../storage/kernel/invitations.ts'
import { newestMails } from '../../storage/kernel/mails.ts'
import { findRole } from '../../storage/kernel/realms.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import { codeOf } from '../support/ingest-door.ts'
import { notesOf } from '../support/notes.ts'
import { makeOperator, makeUser, signIn } from '../support/people.ts'
import type { TestPerson } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call, opsAuth } from './gateway-harness.ts'

type Auth = Record<string, string>
let a: SeededApp
let owner: TestPerson
let asOwner: Auth
let asAdmin: Auth

beforeEach(async () => {
  a = await seedApp({ name: 'Lobby' })
  owner = await makeOperator({ [a.app.app_id]: 'owner' })
  asOwner = (await signIn(owner)).auth
  asAdmin = (await signIn(await makeOperator({ [a.app.app_id]: 'admin' }))).auth
})

const members = () => `/v1/apps/${a.app.app_id}/members`
const add = (email: string, role: string, auth = asOwner, headers: Auth = {}) =>
  call('POST', members(), { auth, headers, json: { email, role } })
const change = (id: string, role: string, auth = asOwner) => call('PATCH', `${members()}/${id}`, { auth, json: { role } })
const remove = (id: string, auth = asOwner) => call('DELETE', `${members()}/${id}`, { auth })
const roleOf = (person: TestPerson) => findRole(env.KERNEL_DB, a.app.app_id, person.id)
const list = async (query = '') => pageOf(member).parse(await (await call('GET', `${members()}${query}`, { auth: asOwner })).json())

/** The token that was mailed last to somebody. */
const mailed = async (to: string): Promise<string> => {
  const mail = (await newestMails(env.KERNEL_DB, new MasterSecret(env.IDENTITY_SECRET), 50)).find((each) => each.to === to)
  const [, token] = /\/join\?token=(pq_in_\w+)/.exec(mail?.text ?? '') ?? []
  if (token === undefined) throw new Error('no mail with a link')
  return token
}
const someone = () => `${newId()}@people.test`

describe('adding somebody with an account', () => {
  test('[K2] they are a member at once, and the app opens to them', async () => {
    const person = await makeOperator()
    const { auth } = await signIn(person)
    const answer = await add(person.email.toUpperCase(), 'analyst')
    expect([answer.status, activeMember.parse(await answer.json())]).toMatchObject([
      201,
      { user_id: person.id, email: person.email, role: 'analyst' },
    ])
    expect((await call('GET', `/v1/apps/${a.app.app_id}/metrics`, { auth })).status).toBe(200)
  })

  test('[K2] added again they have the other role', async () => {
    const person = await makeOperator({ [a.app.app_id]: 'agent' })
    expect(activeMember.parse(await (await add(person.email, 'admin')).json()).role).toBe('admin')
    expect(await roleOf(person)).toBe('admin')
  })

  test('[§3] a user of an app with that e-mail is not an operator: they are invited', async () => {
    const user = await makeUser(a.app.app_id)
    expect(invitedMember.parse(await (await add(user.email, 'analyst')).json()).email).toBe(user.email)
    expect(await roleOf(user)).toBeNull()
  })

  test('[§3] where anybody may register, an account whose e-mail was not proved gets nothing', async () => {
    const open = gatewayIsolate({ bindings: { ENVIRONMENT: 'production', CONSOLE_REGISTRATION: 'open' } })
    const closed = gatewayIsolate({ bindings: { ENVIRONMENT: 'production', CONSOLE_REGISTRATION: 'invitation' } })
    const [squatter, invited] = [await makeOperator(), await makeOperator()]
    const ask = (email: string) => JSON.stringify({ email, role: 'owner' })
    const auth = { ...asOwner, 'Content-Type': 'application/json' }
    expect(await codeOf(await open('POST', members(), auth, ask(squatter.email)))).toBe('validation_failed')
    expect(await roleOf(squatter)).toBeNull()
    expect((await closed('POST', members(), auth, ask(invited.email))).status).toBe(201)
    await env.KERNEL_DB.prepare('UPDATE users SET email_verified_at = 1 WHERE user_id = ?').bind(squatter.id).run()
    expect((await open('POST', members(), auth, ask(squatter.email))).status).toBe(201)
  })

  test('their open invitation is void', async () => {
    const email = someone()
    await add(email, 'analyst')
    const person = await makeOperator()
    await env.KERNEL_DB.prepare('UPDATE users SET email = ? WHERE user_id = ?').bind(email, person.id).run()
    expect(activeMember.parse(await (await add(email, 'agent')).json()).role).toBe('agent')
    expect((await list()).data.filter((each) => each.email === email)).toMatchObject([{ status: 'active' }])
  })
})

describe('inviting', () => {
  test('[K2] the token is in the mail, only its hash is kept, and it is good for 7 days', async () => {
    const email = someone()
    const invited = invitedMember.parse(await (await add(email, 'moderator')).json())
    expect(invited).toMatchObject({ status: 'invited', email, role: 'moderator' })
    expect(Date.parse(invited.expires_at) - Date.parse(invited.created_at)).toBe(7 * 86_400_000)
    const token = await mailed(email)
    const kept = await env.KERNEL_DB.prepare('SELECT * FROM invitations WHERE invitation_id = ?').bind(invited.invitation_id).first()
    expect(kept?.['token_hash']).toBe(invitationHash(token))
    expect(JSON.stringify([kept, await notesOf(a.app.app_id)])).not.toContain(token)
  })

  test('a new invitation replaces the one before: one link works', async () => {
    const email = someone()
    await add(email, 'analyst')
    const old = await mailed(email)
    const again = invitedMember.parse(await (await add(email, 'admin')).json())
    expect((await list()).data.filter((each) => each.email === email)).toEqual([again])
    expect(await invitationsOfToken(env.KERNEL_DB, invitationHash(old), Date.now())).toEqual([])
    expect(await invitationsOfToken(env.KERNEL_DB, invitationHash(await mailed(email)), Date.now())).toMatchObject([{ role: 'admin' }])
  })

  test('[§1] the same Idempotency-Key mails once', async () => {
    const email = someone()
    const headers = { 'Idempotency-Key': newId() }
    const [first, second] = [await add(email, 'analyst', asOwner, headers), await add(email, 'analyst', asOwner, headers)]
    expect(await second.json()).toEqual(await first.json())
    const mails = await newestMails(env.KERNEL_DB, new MasterSecret(env.IDENTITY_SECRET), 50)
    expect(mails.filter(({ to }) => to === email)).toHaveLength(1)
  })

  test('[§1] a mailbox is not flooded: so many a minute, whichever apps invite it', async () => {
    const [email, b] = [someone(), await seedApp()]
    const elsewhere = (await signIn(await makeOperator({ [b.app.app_id]: 'owner' }))).auth
    const answers: Response[] = []
    for (let i = 0; i < 12; i++) {
      const [app, auth] = i % 2 === 0 ? [a, asOwner] : [b, elsewhere]
      answers.push(await call('POST', `/v1/apps/${app.app.app_id}/members`, { auth, json: { email, role: 'agent' } }))
    }
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(10).fill(201), 429, 429])
    expect(Number(answers[11]?.headers.get('Retry-After'))).toBeGreaterThan(0)
  })

  test('withdrawn, its link is nothing; another app’s can not be withdrawn', async () => {
    const email = someone()
    const { invitation_id } = invitedMember.parse(await (await add(email, 'analyst')).json())
    const path = (app: string) => `/v1/apps/${app}/invitations/${invitation_id}`
    const b = await seedApp()
    const elsewhere = (await signIn(await makeOperator({ [b.app.app_id]: 'owner' }))).auth
    expect(await codeOf(await call('DELETE', path(b.app.app_id), { auth: elsewhere }))).toBe('not_found')
    const answer = await call('DELETE', path(a.app.app_id), { auth: asAdmin })
    expect([answer.status, await answer.json()]).toMatchObject([200, { invitation_id, email }])
    expect(await codeOf(await call('DELETE', path(a.app.app_id), { auth: asOwner }))).toBe('not_found')
    expect(await invitationsOfToken(env.KERNEL_DB, invitationHash(await mailed(email)), Date.now())).toEqual([])
  })

  test('an app has at most 200 members and open invitations', async () => {
    const insert = env.KERNEL_DB.prepare(`INSERT INTO invitations VALUES (?, ?, ?, 'agent', ?, 'x', 0, ?)`)
    const open = Array.from({ length: 198 }, () => insert.bind(newId(), a.app.app_id, someone(), newId(), Date.now() + 60_000))
    await env.KERNEL_DB.batch(open)
    expect(await codeOf(await add(someone(), 'agent'))).toBe('too_many')
    expect(await codeOf(await add((await makeOperator()).email, 'agent'))).toBe('too_many')
    await env.KERNEL_DB.prepare('UPDATE invitations SET expires_at = 1 WHERE app_id = ?').bind(a.app.app_id).run()
    expect((await add(someone(), 'agent')).status).toBe(201)
  })
})

describe('taking up an invitation', () => {
  const takeUp = async (person: TestPerson, token: string, now = Date.now()) => {
    const invitations = await invitationsOfToken(env.KERNEL_DB, invitationHash(token), now)
    const noteOf = () => newAuditNote({ at: now, actor: { kind: 'operator', id: person.id }, action: 'member.added' })
    if (invitations.length > 0) await env.KERNEL_DB.batch(takingUp(env.KERNEL_DB, invitations, { user: person.id, now, noteOf }))
    return invitations
  }
  const registered = async (email: string): Promise<TestPerson> => {
    const person = await makeOperator()
    await env.KERNEL_DB.prepare('UPDATE users SET email = ? WHERE user_id = ?').bind(email, person.id).run()
    return person
  }

  test('[K2] gives the role in every app that invited the e-mail, once, and is noted', async () => {
    const [email, b] = [someone(), await seedApp()]
    const elsewhere = (await signIn(await makeOperator({ [b.app.app_id]: 'owner' }))).auth
    await add(email, 'analyst')
    await call('POST', `/v1/apps/${b.app.app_id}/members`, { auth: elsewhere, json: { email, role: 'owner' } })
    const token = await mailed(email)
    const person = await registered(email)
    expect(await takeUp(person, token)).toHaveLength(2)
    expect([await roleOf(person), await findRole(env.KERNEL_DB, b.app.app_id, person.id)]).toEqual(['analyst', 'owner'])
    expect((await notesOf(a.app.app_id)).map(({ action }) => action)).toEqual(['invitation.made', 'member.added'])
    expect(await takeUp(person, token)).toEqual([])
    expect(await invitationsOfEmail(env.KERNEL_DB, email, Date.now())).toEqual([])
  })

  test('somebody else with the link gets nothing, and it is still good', async () => {
    const email = someone()
    await add(email, 'owner')
    const token = await mailed(email)
    const thief = await makeOperator()
    await takeUp(thief, token)
    expect(await roleOf(thief)).toBeNull()
    const user = await makeUser(a.app.app_id)
    await env.KERNEL_DB.prepare('UPDATE users SET email = ? WHERE user_id = ?').bind(email, user.id).run()
    expect(await takeUp(user, token)).toHaveLength(1)
    expect(await roleOf(user)).toBeNull()
  })

  test('one that ran out, or whose app is archived, gives nothing', async () => {
    const email = someone()
    await add(email, 'analyst')
    const token = await mailed(email)
    expect(await takeUp(await registered(email), token, Date.now() + 7 * 86_400_000)).toEqual([])
    await call('DELETE', `/v1/apps/${a.app.app_id}`, { auth: asOwner })
    expect(await invitationsOfToken(env.KERNEL_DB, invitationHash(token), Date.now())).toEqual([])
  })
})

describe('changing and removing', () => {
  test('[K2] a role changes, and a member goes', async () => {
    const person = await makeOperator({ [a.app.app_id]: 'agent' })
    const { auth } = await signIn(person)
    const changed = await change(person.id, 'analyst', asAdmin)
    expect([changed.status, activeMember.parse(await changed.json()).role]).toEqual([200, 'analyst'])
    expect((await call('GET', `/v1/apps/${a.app.app_id}`, { auth })).status).toBe(200)
    const removed = await remove(person.id, asAdmin)
    expect([removed.status, await removed.json()]).toMatchObject([200, { user_id: person.id, role: 'analyst' }])
    expect(await codeOf(await call('GET', `/v1/apps/${a.app.app_id}`, { auth }))).toBe('not_found')
    expect(await codeOf(await remove(person.id))).toBe('not_found')
  })

  test('[K6] every act is noted once; what is so already is not', async () => {
    const person = await makeOperator()
    await add(person.email, 'agent')
    await change(person.id, 'analyst')
    await change(person.id, 'analyst')
    await remove(person.id)
    await remove(person.id)
    const notes = await notesOf(a.app.app_id)
    expect(notes.map(({ action, data, object }) => [action, data, object?.id])).toEqual([
      ['member.added', { role: 'agent' }, person.id],
      ['member.role_changed', { role: 'analyst' }, person.id],
      ['member.removed', {}, person.id],
    ])
  })

  test('the last owner neither goes nor becomes less', async () => {
    expect(await codeOf(await change(owner.id, 'admin'))).toBe('last_owner')
    expect(await codeOf(await remove(owner.id))).toBe('last_owner')
    expect(await codeOf(await add(owner.email, 'agent'))).toBe('last_owner')
    expect(await roleOf(owner)).toBe('owner')
    const other = await makeOperator()
    await add(other.email, 'owner')
    await env.KERNEL_DB.prepare('UPDATE users SET disabled_at = 1 WHERE user_id = ?').bind(other.id).run()
    expect(await codeOf(await remove(owner.id))).toBe('last_owner')
  })

  test('two owners that unmake each other at once leave one', async () => {
    const other = await makeOperator({ [a.app.app_id]: 'owner' })
    const asOther = (await signIn(other)).auth
    const answers = await Promise.all([change(other.id, 'agent'), change(owner.id, 'agent', asOther)])
    expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)[0]).toBe(200)
    expect([await roleOf(owner), await roleOf(other)].filter((role) => role === 'owner')).toHaveLength(1)
  })

  test('administrators deal with everybody but owners', async () => {
    const person = await makeOperator({ [a.app.app_id]: 'agent' })
    for (const refused of [
      await change(owner.id, 'agent', asAdmin),
      await remove(owner.id, asAdmin),
      await change(person.id, 'owner', asAdmin),
      await add(person.email, 'owner', asAdmin),
      await add((await makeOperator()).email, 'owner', asAdmin),
      await add(someone(), 'owner', asAdmin),
      await add(owner.email, 'agent', asAdmin),
    ])
      expect(await codeOf(refused)).toBe('insufficient_role')
    expect([await roleOf(owner), await roleOf(person)]).toEqual(['owner', 'agent'])
    expect(await notesOf(a.app.app_id)).toEqual([])
    const email = someone()
    const { invitation_id } = invitedMember.parse(await (await add(email, 'owner')).json())
    expect(await codeOf(await add(email, 'agent', asAdmin))).toBe('insufficient_role')
    expect(await codeOf(await call('DELETE', `/v1/apps/${a.app.app_id}/invitations/${invitation_id}`, { auth: asAdmin }))).toBe(
      'insufficient_role',
    )
  })

  test('[F9] who was unmade a moment ago does not make themselves an owner again through an isolate that holds their role', async () => {
    const other = await makeOperator({ [a.app.app_id]: 'owner' })
    const asOther = (await signIn(other)).auth
    expect((await call('GET', members(), { auth: asOther })).status).toBe(200)
    await env.KERNEL_DB.prepare(`UPDATE members SET role = 'agent' WHERE app_id = ? AND user_id = ?`).bind(a.app.app_id, other.id).run()
    expect(await codeOf(await change(other.id, 'owner', asOther))).toBe('insufficient_role')
    expect(await codeOf(await add(someone(), 'agent', asOther))).toBe('insufficient_role')
    expect(await roleOf(other)).toBe('agent')
  })

  test('people without a role in the app, and what is no id, are 404', async () => {
    const stranger = await makeOperator()
    const user = await makeUser(a.app.app_id)
    for (const id of [stranger.id, user.id, newId(), 'nonsense'])
      expect([await codeOf(await change(id, 'agent')), await codeOf(await remove(id))]).toEqual(['not_found', 'not_found'])
  })

  test.each(['analyst', 'moderator', 'agent'] as const)('[§3] %s does none of it', async (role) => {
    const { auth } = await signIn(await makeOperator({ [a.app.app_id]: role }))
    for (const refused of [await call('GET', members(), { auth }), await add(someone(), 'agent', auth), await remove(owner.id, auth)])
      expect(await codeOf(refused)).toBe('insufficient_role')
  })
})

describe('listing', () => {
  test('[§1] members and open invitations, latest first, page by page', async () => {
    const emails = [someone(), someone()]
    for (const email of emails) await add(email, 'agent')
    await env.KERNEL_DB.prepare('UPDATE invitations SET expires_at = 1 WHERE email = ?').bind(emails[0]).run()
    const seen: string[] = []
    for (let page = await list('?limit=1'); ; page = await list(`?limit=1&cursor=${page.next_cursor}`)) {
      seen.push(...page.data.map(({ email }) => email))
      if (page.next_cursor === null) break
    }
    expect(seen).toHaveLength(3)
    expect(seen[0]).toBe(emails[1])
    expect(seen).toContain(owner.email)
  })
})

test.each([{ email: 'no-mailbox', role: 'agent' }, { email: 'a@b.test' }, { email: 'a@b.test', role: 'god' }, {}])(
  '%j is 422',
  async (json) => {
    expect(await codeOf(await call('POST', members(), { auth: asOwner, json }))).toBe('validation_failed')
  },
)

describe('asking somebody to become an operator', () => {
  const ask = (json: unknown, auth: Auth = opsAuth) => call('POST', '/v1/ops/operators', { auth, json })

  test('[§3] they get a mail with a token that gives no role anywhere', async () => {
    const email = someone()
    const answer = await ask({ email, display_name: 'Ada' })
    expect([answer.status, await answer.json()]).toMatchObject([201, { status: 'invited', email }])
    const [invitation, ...more] = await invitationsOfToken(env.KERNEL_DB, invitationHash(await mailed(email)), Date.now())
    expect([invitation?.email, more]).toEqual([email, []])
    const person = await makeOperator()
    await env.KERNEL_DB.prepare('UPDATE users SET email = ? WHERE user_id = ?').bind(email, person.id).run()
    const noteOf = () => newAuditNote({ at: Date.now(), actor: { kind: 'system', id: null }, action: 'member.added' })
    if (invitation === undefined) throw new Error('no invitation')
    await env.KERNEL_DB.batch(takingUp(env.KERNEL_DB, [invitation], { user: person.id, now: Date.now(), noteOf }))
    expect(await env.KERNEL_DB.prepare('SELECT count(*) AS n FROM members WHERE user_id = ?').bind(person.id).first('n')).toBe(0)
    expect(await invitationsOfEmail(env.KERNEL_DB, email, Date.now())).toEqual([])
  })

  test('who is one already is 409, and it takes the operations token', async () => {
    expect(await codeOf(await ask({ email: owner.email }))).toBe('email_taken')
    for (const auth of [{}, asOwner, a.auth]) expect(await codeOf(await ask({ email: someone() }, auth))).toBe('invalid_credentials')
  })
})
