/** Operators are people of the console: without an app key, by invitation or where registration is open. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import type { Role } from '../../contract/roles.ts'
import { newInvitationToken } from '../../domain/apps/invitation.ts'
import { consoleApp } from '../../storage/kernel/realms.ts'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import { seedApp } from '../support/seed.ts'
import { accountOf, goodPassword, mailedToken, newEmail, outcome, send } from './people-harness.ts'

const register = (email: string, more: Record<string, unknown> = {}): Promise<Response> =>
  send('POST', '/v1/auth/register', { json: { email, password: goodPassword, display_name: 'Op', ...more } })

const invite = async (app: AppId, email: string, role: Role, expiresAt = Date.now() + 60_000): Promise<string> => {
  const { token, hash } = newInvitationToken()
  await env.KERNEL_DB.prepare(
    `INSERT INTO invitations (invitation_id, app_id, email, role, token_hash, invited_by, created_at, expires_at) VALUES (?, ?, ?, ?, ?, 'test', 0, ?)`,
  )
    .bind(newId(), app, email, role, hash, expiresAt)
    .run()
  return token
}

const reads = async (app: AppId, bearer: Record<string, string>): Promise<number> =>
  (await send('GET', `/v1/apps/${app}/metrics`, { auth: bearer })).status

test('[§3] without an app key an account is the console’s, and has no role anywhere', async () => {
  const { app } = await seedApp()
  const operator = await accountOf(await register(newEmail()), '')
  const me = await (await send('GET', '/v1/me', { auth: operator.bearer })).json<{ app: { id: string } }>()
  expect(me.app.id).toBe((await consoleApp(env.KERNEL_DB, Date.now())).app_id)
  expect(await reads(app.app_id, operator.bearer)).toBe(404)
})

test('[§3] an invitation makes an operator with its roles, and proves the e-mail', async () => {
  const [first, second] = [await seedApp(), await seedApp()]
  const email = newEmail()
  const token = await invite(first.app.app_id, email, 'analyst')
  await invite(second.app.app_id, email, 'admin')
  const operator = await accountOf(await register(email, { invitation_token: token }), email)
  expect(operator.user.email_verified).toBe(true)
  expect(await Promise.all([first, second].map(({ app }) => reads(app.app_id, operator.bearer)))).toEqual([200, 200])
})

test.each([
  ['of another e-mail', (app: AppId) => invite(app, newEmail(), 'owner')],
  ['that ended', (app: AppId) => invite(app, newEmail(), 'owner', 1)],
  ['that never was', () => Promise.resolve('pq_in_none')],
])('[§3] an invitation %s opens nothing', async (_what, make) => {
  const { app } = await seedApp()
  const token = await make(app.app_id)
  expect(await outcome(register(newEmail(), { invitation_token: token }))).toEqual([400, 'invalid_token'])
})

test('[§3] proving the e-mail takes up what it was invited to', async () => {
  const { app } = await seedApp()
  const email = newEmail()
  const operator = await accountOf(await register(email), email)
  await invite(app.app_id, email, 'analyst')
  expect(await reads(app.app_id, operator.bearer)).toBe(404)
  const json = { token: await mailedToken(email, 'verify') }
  expect((await send('POST', '/v1/auth/email/verify', { json })).status).toBe(200)
  expect(await reads(app.app_id, operator.bearer)).toBe(200)
})

describe('where registration is by invitation', () => {
  const closed = gatewayIsolate({ bindings: { CONSOLE_REGISTRATION: 'invitation' } })
  const registerThere = (json: object): Promise<Response> =>
    closed('POST', '/v1/auth/register', { 'Content-Type': 'application/json' }, JSON.stringify(json))

  test('[§3] nobody becomes an operator without one, and with one they do', async () => {
    const { app } = await seedApp()
    const email = newEmail()
    const person = { email, password: goodPassword, display_name: 'Op' }
    expect(await outcome(registerThere(person))).toEqual([403, 'registration_closed'])
    const token = await invite(app.app_id, email, 'owner')
    expect(await outcome(registerThere({ ...person, invitation_token: token }))).toEqual([201, null])
  })
})
