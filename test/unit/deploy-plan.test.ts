import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { databases, exposureOf, order, plan, queues, render } from '../../scripts/deploy/plan.ts'

const root = join(import.meta.dirname, '../..')
const toml = (config: string): string => readFileSync(join(root, config), 'utf8')
const ids = new Map(databases.map(({ name }, i) => [name, `11111111-1111-4111-8111-11111111111${i}`]))

test('an empty account gets every resource before the Workers that bind it', () => {
  const steps = plan({ databases: [], queues: [], secrets: [] })
  const kinds = steps.map((step) => step.kind)
  expect(kinds.lastIndexOf('create-database')).toBeLessThan(kinds.indexOf('migrate'))
  expect(kinds.lastIndexOf('migrate')).toBeLessThan(kinds.indexOf('deploy'))
  expect(kinds.lastIndexOf('create-queue')).toBeLessThan(kinds.indexOf('deploy'))
  expect(steps.flatMap((step) => (step.kind === 'deploy' ? step.secrets : []))).toEqual(['OPS_TOKEN'])
})

test('a second deployment only migrates and deploys', () => {
  const steps = plan({ databases: databases.map(({ name }) => name), queues: [...queues], secrets: ['OPS_TOKEN'] })
  expect(new Set(steps.map((step) => step.kind))).toEqual(new Set(['migrate', 'deploy']))
  expect(steps.flatMap((step) => (step.kind === 'deploy' ? step.secrets : []))).toEqual([])
})

test('every database and queue that a configuration binds is in the plan', () => {
  for (const { config } of order) {
    const text = toml(config)
    for (const [, name] of text.matchAll(/database_name = "([^"]+)"/g)) expect(databases.map((db) => db.name)).toContain(name)
    for (const [, name] of text.matchAll(/(?:queue|dead_letter_queue) = "([^"]+)"/g)) expect(queues).toContain(name)
  }
})

test('every secret that a configuration requires goes up with its Worker', () => {
  const planned = plan({ databases: [], queues: [], secrets: [] })
  for (const { worker, config } of order) {
    const required = [...toml(config).matchAll(/^required = \[(.*)\]/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? [])
    const step = planned.find((one) => one.kind === 'deploy' && one.worker === worker)
    expect(step).toMatchObject({ secrets: required })
  }
})

test('a rendered configuration carries real ids and no placeholder', () => {
  for (const { config, worker } of order) {
    const text = render(toml(config), ids, exposureOf(worker, 'prost.example'))
    expect(text).not.toMatch(/00000000-0000-0000-0000/)
  }
  expect(render(toml('wrangler.toml'), ids, exposureOf('prost-gateway', 'prost.example'))).toContain(
    'routes = [{ pattern = "prost.example", custom_domain = true }]',
  )
})
