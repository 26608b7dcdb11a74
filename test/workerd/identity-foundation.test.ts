/** Access tokens at the gateway's door, as far as no sign-in is needed to make one. */
import { env } from 'cloudflare:workers'
import { expect, test } from 'vitest'
import { newId, sessionId, userId } from '../../contract/ids.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { signAccessToken } from '../../domain/identity/access-token.ts'
import { consoleApp } from '../../storage/kernel/realms.ts'
import { currentSigner } from '../../storage/kernel/signing-keys.ts'
import { seedApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

test('[§3] an operator with a role reads the app, without one hears that there is none', async () => {
  const a = await seedApp()
  const b = await seedApp()
  const console = await consoleApp(env.KERNEL_DB, Date.now())
  const operator = userId.parse(newId())
  await env.KERNEL_DB.batch([
    env.KERNEL_DB.prepare(`INSERT INTO users (user_id, app_id, email, display_name, created_at) VALUES (?, ?, ?, 'op', 0)`).bind(
      operator,
      console.app_id,
      `${operator}@prost.test`,
    ),
    env.KERNEL_DB.prepare(`INSERT INTO members (app_id, user_id, role, created_at) VALUES (?, ?, 'analyst', 0)`).bind(
      a.app.app_id,
      operator,
    ),
  ])
  const signer = await currentSigner(env.KERNEL_DB, new MasterSecret(env.IDENTITY_SECRET), Date.now())
  const token = await signAccessToken(
    'https://prost.test',
    { app: console.app_id, user: operator, session: sessionId.parse(newId()), roles: [] },
    signer,
    Date.now(),
  )
  const auth = { Authorization: `Bearer ${token}` }
  expect((await call('GET', `/v1/apps/${a.app.app_id}/metrics`, { auth })).status).toBe(200)
  expect((await call('GET', `/v1/apps/${b.app.app_id}/metrics`, { auth })).status).toBe(404)
  expect((await call('POST', `/v1/apps/${a.app.app_id}/metrics/verify`, { auth })).status).toBe(403)
  expect((await call('GET', '/v1/metrics', { auth })).status).toBe(401)
  expect((await call('GET', `/v1/apps/${a.app.app_id}/metrics`, {})).status).toBe(401)
})
