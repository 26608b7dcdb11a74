/** [K1] A production gateway that is misconfigured serves nobody, says so at /readyz, and tells only its own log why. */
import { env } from 'cloudflare:workers'
import { afterEach, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { readiness } from '../../contract/operations/platform.ts'
import { newDevelopmentKey } from '../../domain/configuration/development-traces.ts'
import { consoleApp } from '../../storage/kernel/realms.ts'
import { Readiness } from '../../workers/gateway/readiness.ts'
import { Refusal } from '../../workers/gateway/access/refusal.ts'
import { makeOperator, makeUser } from '../support/people.ts'
import { seedApp, seedKey } from '../support/seed.ts'
import { problemOf } from '../support/ingest-door.ts'

const secret = 'Zk3vB8qLx0tYw5nRc7mHd2sJf9gPa4eUi6oX1bQyVhT'
const production = {
  ...env,
  ENVIRONMENT: 'production',
  OPS_TOKEN: secret,
  IDENTITY_SECRET: secret,
  MAIL_API_KEY: 're_123456',
  MAIL_API_URL: 'https://mail.test/emails',
}

const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
afterEach(async () => {
  logged.mockClear()
  await env.KERNEL_DB.batch([
    env.KERNEL_DB.prepare(`DELETE FROM app_keys WHERE public_key LIKE 'pq_pk_development%'`),
    env.KERNEL_DB.prepare(`UPDATE users SET disabled_at = 1 WHERE email LIKE '%@prost.local'`),
  ])
})

const seedDevelopmentKey = async (): Promise<void> => {
  const { keyId } = await seedApp()
  await env.KERNEL_DB.prepare('UPDATE app_keys SET public_key = ? WHERE key_id = ?').bind(newDevelopmentKey(), keyId).run()
}

const moveTo = (email: string, verifiedAt: number | null, id: string): Promise<D1Result> =>
  env.KERNEL_DB.prepare('UPDATE users SET email = ?, email_verified_at = ? WHERE user_id = ?').bind(email, verifiedAt, id).run()

test('[K1] a clean production serves, and is not asked again', async () => {
  const refusal = new Refusal(Date.now)
  expect(await refusal.answer(production)).toBeNull()
  await seedDevelopmentKey()
  expect(await refusal.answer(production)).toBeNull()
  expect(logged).not.toHaveBeenCalled()
})

test('[K1] development secrets: 503 that says nothing, one log line that names them and not their values', async () => {
  const refusal = new Refusal(Date.now)
  const bad = { ...production, OPS_TOKEN: `dev_${secret}`, MAIL_API_KEY: '' }
  const answers = await Promise.all([1, 2, 3].map(() => refusal.answer(bad)))
  for (const answer of answers) {
    if (answer === null) throw new Error('it served')
    expect(answer.headers.get('X-Request-Id')).not.toBeNull()
    expect(answer.headers.get('Retry-After')).toBe('60')
    const problem = await problemOf(answer)
    expect(problem).toMatchObject({ status: 503, code: 'misconfigured' })
    expect(JSON.stringify(problem)).not.toMatch(/OPS_TOKEN|MAIL|secret/)
  }
  expect(logged).toHaveBeenCalledTimes(1)
  const line = String(logged.mock.calls[0]?.[0])
  expect(JSON.parse(line)).toMatchObject({ event: 'misconfigured' })
  expect(line).toMatch(/OPS_TOKEN.*MAIL_API_KEY/)
  expect(line).not.toContain(secret)
})

test('[K1] development keys in the kernel; served as soon as they are gone', async () => {
  let now = Date.now()
  const refusal = new Refusal(() => now)
  await seedDevelopmentKey()
  expect((await refusal.answer(production))?.status).toBe(503)
  await env.KERNEL_DB.prepare(`UPDATE app_keys SET revoked_at = 1 WHERE public_key LIKE 'pq_pk_development%'`).run()
  now += 5_000
  expect(await refusal.answer(production)).toBeNull()
})

test('[K1] default operators in the kernel', async () => {
  const operator = await makeOperator()
  await moveTo('admin@prost.local', Date.now(), operator.id)
  const refusal = new Refusal(Date.now)
  expect((await refusal.answer(production))?.status).toBe(503)
  expect(await refusal.faults(production)).toEqual([expect.stringContaining('default operators')])
})

test('[F8] nothing that a tenant can make stops the platform', async () => {
  const { app } = await seedApp({ name: 'development' })
  const { keyId } = await seedKey(app, ['telemetry'])
  await env.KERNEL_DB.prepare(`UPDATE app_keys SET name = 'development' WHERE key_id = ?`).bind(keyId).run()
  const { app_id } = await consoleApp(env.KERNEL_DB, Date.now())
  const [user, operator] = [await makeUser(app.app_id), await makeUser(app_id)]
  await moveTo(`${newId()}@prost.local`, Date.now(), user.id)
  await moveTo(`${newId()}@prost.local`, null, operator.id)
  expect(await new Refusal(Date.now).answer(production)).toBeNull()
})

test('[K1] while the kernel does not answer nothing is decided', async () => {
  const broken = {
    ...production,
    KERNEL_DB: Object.assign(Object.create(env.KERNEL_DB), {
      prepare: () => {
        throw new Error('down')
      },
    }),
  }
  await seedDevelopmentKey()
  const refusal = new Refusal(Date.now)
  expect(await refusal.answer(broken)).toBeNull()
  expect((await refusal.answer(production))?.status).toBe(503)
})

test('[K1] development may do anything', async () => {
  await seedDevelopmentKey()
  expect(await new Refusal(Date.now).answer({ ...production, ENVIRONMENT: 'development', OPS_TOKEN: '' })).toBeNull()
})

test('[§0] /readyz names the component and not the fault', async () => {
  const answer = readiness.parse(await new Readiness(Date.now).check({ ...production, OPS_TOKEN: 'dev_' }))
  expect(answer.status).toBe('down')
  expect(answer.components).toContainEqual({ name: 'configuration', status: 'down', age_s: null })
  expect(JSON.stringify(answer)).not.toContain('OPS_TOKEN')
})
