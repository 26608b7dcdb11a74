import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { operations } from '../../contract/http.ts'
import { buckets, databases, exposureOf, order, plan, queues, render, secrets, settingsOf } from '../../scripts/deploy/plan.ts'

const root = join(import.meta.dirname, '../..')
const toml = (config: string): string => readFileSync(join(root, config), 'utf8')
const ids = new Map(databases.map(({ name }, i) => [name, `11111111-1111-4111-8111-11111111111${i}`]))

test('an empty account gets every resource before the Workers that bind it', () => {
  const steps = plan({ databases: [], queues: [], buckets: [], secrets: [] })
  const kinds = steps.map((step) => step.kind)
  expect(kinds.lastIndexOf('create-database')).toBeLessThan(kinds.indexOf('migrate'))
  expect(kinds.lastIndexOf('migrate')).toBeLessThan(kinds.indexOf('deploy'))
  expect(kinds.lastIndexOf('create-bucket')).toBeLessThan(kinds.indexOf('deploy'))
  expect(kinds.lastIndexOf('create-queue')).toBeLessThan(kinds.indexOf('deploy'))
  expect(steps.flatMap((step) => (step.kind === 'deploy' ? step.secrets : []))).toEqual(['OPS_TOKEN', 'IDENTITY_SECRET', 'MAIL_API_KEY'])
})

test('a second deployment only migrates and deploys', () => {
  const steps = plan({
    databases: databases.map(({ name }) => name),
    queues: [...queues],
    buckets: [...buckets],
    secrets: secrets.map(({ name }) => name),
  })
  expect(new Set(steps.map((step) => step.kind))).toEqual(new Set(['migrate', 'deploy']))
  expect(steps.flatMap((step) => (step.kind === 'deploy' ? step.secrets : []))).toEqual([])
})

test('every database, queue and bucket that a configuration binds is in the plan', () => {
  for (const { config } of order) {
    const text = toml(config)
    for (const [, name] of text.matchAll(/database_name = "([^"]+)"/g)) expect(databases.map((db) => db.name)).toContain(name)
    for (const [, name] of text.matchAll(/bucket_name = "([^"]+)"/g)) expect(buckets).toContain(name)
    for (const [, name] of text.matchAll(/(?:queue|dead_letter_queue) = "([^"]+)"/g)) expect(queues).toContain(name)
  }
})

test('every secret that a configuration requires goes up with its Worker', () => {
  const planned = plan({ databases: [], queues: [], buckets: [], secrets: [] })
  for (const { worker, config } of order) {
    const required = [...toml(config).matchAll(/^required = \[(.*)\]/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? [])
    const step = planned.find((one) => one.kind === 'deploy' && one.worker === worker)
    expect(step).toMatchObject({ secrets: required })
  }
})

const rendered = (config: string, worker: string, settings = settingsOf('prost.example', null)): string =>
  render(toml(config), { ids, exposure: exposureOf(worker, 'prost.example'), settings })

test('a rendered configuration carries real ids and no placeholder', () => {
  for (const { config, worker } of order) expect(rendered(config, worker)).not.toMatch(/00000000-0000-0000-0000/)
  expect(rendered('wrangler.toml', 'prost-gateway')).toContain('routes = [{ pattern = "prost.example", custom_domain = true }]')
})

test('what the gateway would only hand over to the channel goes straight there, and nothing else does', () => {
  const [, routes = ''] = /^routes = (\[.*\])$/m.exec(rendered('workers/sync/wrangler.toml', 'prost-sync')) ?? []
  expect(JSON.parse(routes)).toEqual(['prost.example/live/*', 'prost.example/v1/channels/*', 'prost.example/v1/lab/*'])
  const under = (path: string): boolean => /^\/(?:live|v1\/channels|v1\/lab)\//.test(path)
  for (const { door, path } of operations) expect([path, under(path)]).toEqual([path, door === 'sync'])
  expect(exposureOf('prost-sync', null)).toEqual({ kind: 'none' })
})

test('the gateway is told its public address and who its mails come from', () => {
  expect(rendered('wrangler.toml', 'prost-gateway')).toContain('PUBLIC_URL = "https://prost.example"')
  expect(rendered('wrangler.toml', 'prost-gateway')).toContain('MAIL_FROM = "Prost <no-reply@prost.example>"')
  const named = rendered('wrangler.toml', 'prost-gateway', settingsOf('prost.example', 'Live "Apps" <hello@$&.example>'))
  expect(named).toContain(String.raw`MAIL_FROM = "Live \"Apps\" <hello@$&.example>"`)
  expect(render(toml('wrangler.toml'), { ids, exposure: { kind: 'workers-dev' }, settings: settingsOf(null, null) })).toContain(
    'PUBLIC_URL = ""',
  )
})

test('what is committed says production', () => {
  expect(toml('wrangler.toml')).toMatch(/^ENVIRONMENT = "production"$/m)
  expect(toml('wrangler.toml')).toMatch(/^CONSOLE_REGISTRATION = "invitation"$/m)
})
