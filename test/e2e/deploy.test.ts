/** `npm run deploy`, as far as no account is needed. */
import { expect, it, onTestFinished } from 'vitest'
import { workers } from '../../scripts/build.ts'
import { runScript } from './platform-process.ts'

it('the dry run plans every resource, has wrangler accept every Worker, and touches nothing', async () => {
  const { code, output } = await runScript('scripts/deploy.ts', ['--dry-run', '--domain', 'prost.example'])
  expect(code, output).toBe(0)
  for (const step of [
    'create-database prost-kernel',
    'create-queue prost-events-dead',
    'create-bucket prost-media',
    'migrate prost-events-01',
    'secret OPS_TOKEN, secret IDENTITY_SECRET, secret MAIL_API_KEY',
  ])
    expect(output).toContain(step)
  expect(output.match(/--dry-run: exiting now/g)).toHaveLength(workers.length)
})

it.each(['OPS_TOKEN', 'IDENTITY_SECRET', 'MAIL_API_KEY'])('[K1] a development %s is refused before anything is touched', async (name) => {
  const before = process.env[name]
  onTestFinished(() => void (before === undefined ? delete process.env[name] : (process.env[name] = before)))
  process.env[name] = `dev_${'x'.repeat(43)}`
  const { code, output } = await runScript('scripts/deploy.ts', ['--dry-run', '--domain', 'prost.example'])
  expect(code).toBe(1)
  expect(output).toContain(`${name} is a development secret`)
  expect(output).not.toMatch(/create-database|xxxx/)
})
