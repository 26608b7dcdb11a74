/** [K1] The platform as it is deployed, on the local runtime, with ENVIRONMENT=production: what it refuses and that it serves otherwise. */
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problem } from '../../contract/problem.ts'
import { readiness } from '../../contract/operations/platform.ts'
import { randomBase62 } from '../../domain/credentials/secret-digest.ts'
import { build } from '../../scripts/build.ts'
import { loadSecrets } from '../../scripts/local-secrets.ts'
import { migrate } from '../../scripts/migrate.ts'
import { type Platform, startPlatform } from '../../scripts/platform.ts'
import { seed } from '../../scripts/seed.ts'
import { anyPort, newState, until } from './platform-process.ts'

const production = { ENVIRONMENT: 'production', CONSOLE_REGISTRATION: 'invitation', MAIL_API_KEY: 're_of_no_account' }
const states: string[] = []
let platform: Platform | null = null

const aState = (): string => {
  const state = newState()
  states.push(state)
  return state
}

type Secrets = { readonly OPS_TOKEN: string; readonly IDENTITY_SECRET: string }
const freshSecrets = (): Secrets => ({ OPS_TOKEN: randomBase62(43), IDENTITY_SECRET: randomBase62(43) })

const startProduction = async (secrets: Secrets, gateway: Readonly<Record<string, string>> = production): Promise<Platform> => {
  platform = await startPlatform({ port: await anyPort(), state: aState(), secrets, gateway })
  await migrate(platform.miniflare)
  return platform
}

const stop = async (): Promise<void> => {
  await platform?.stop()
  platform = null
}

beforeAll(() => build())

afterAll(async () => {
  await stop()
  for (const state of states) rmSync(state, { recursive: true, force: true })
})

const everywhere = [
  '/',
  '/admin',
  '/healthz',
  '/v1/openapi.json',
  '/v1/metrics',
  '/v1/me',
  '/.well-known/jwks.json',
  '/dev/mail',
  '/nowhere',
]

const expectRefusal = async (url: string): Promise<void> => {
  const posted = fetch(`${url}/v1/events`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })
  const answers = await Promise.all([posted, ...everywhere.map((path) => fetch(`${url}${path}`))])
  for (const answer of answers) {
    const told = problem.parse(await answer.json())
    expect(told).toMatchObject({ status: 503, code: 'misconfigured' })
    expect(JSON.stringify(told)).not.toMatch(/OPS_TOKEN|IDENTITY|MAIL|operator|key/i)
  }
}

const componentsOf = async (url: string): Promise<{ readonly status: number; readonly configuration: string | undefined }> => {
  const answer = await fetch(`${url}/readyz`)
  const { components } = readiness.parse(await answer.json())
  return { status: answer.status, configuration: components.find(({ name }) => name === 'configuration')?.status }
}

test('[K1] with the secrets of npm start it refuses every request', async () => {
  const dev = loadSecrets(aState())
  const { url } = await startProduction({ OPS_TOKEN: dev.ops_token, IDENTITY_SECRET: dev.identity_secret })
  await expectRefusal(url)
  expect(await componentsOf(url)).toEqual({ status: 503, configuration: 'down' })
  await stop()
})

test('[K1] with the development mailbox it refuses every request', async () => {
  const { url } = await startProduction(freshSecrets(), { ...production, MAIL_API_KEY: '' })
  await expectRefusal(url)
  expect(await componentsOf(url)).toEqual({ status: 503, configuration: 'down' })
  await stop()
})

test('[K1] with the operators and keys of npm start it refuses, until they are gone', async () => {
  const { url, miniflare } = await startProduction(freshSecrets())
  await seed(miniflare, loadSecrets(aState()))
  await expectRefusal(url)
  const kernel = await miniflare.getD1Database('KERNEL_DB', 'prost-gateway')
  await kernel.prepare('UPDATE app_keys SET revoked_at = 1').run()
  await kernel.prepare('UPDATE users SET disabled_at = 1').run()
  await until('it serves', async () => (await fetch(`${url}/healthz`)).ok)
  expect((await fetch(`${url}/v1/metrics`)).status).toBe(401)
  await stop()
})

test('[K1] with secrets of its own it serves', async () => {
  const { url } = await startProduction(freshSecrets())
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect((await fetch(`${url}/v1/openapi.json`)).status).toBe(200)
  expect((await fetch(`${url}/admin`)).status).toBe(200)
  expect((await fetch(`${url}/v1/metrics`)).status).toBe(401)
  expect(await componentsOf(url)).toEqual({ status: 200, configuration: 'ok' })
  expect((await fetch(`${url}/dev/mail`)).status).toBe(404)
  await stop()
})
