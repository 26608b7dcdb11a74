import { expect, it } from 'vitest'
import { runScript } from './platform-process.ts'

it('the dry run plans every resource, has wrangler accept every Worker, and touches nothing', async () => {
  const { code, output } = await runScript('scripts/deploy.ts', ['--dry-run', '--domain', 'prost.example'])
  expect(code, output).toBe(0)
  for (const step of ['create-database prost-kernel', 'create-queue prost-events-dead', 'migrate prost-events-01', 'secret OPS_TOKEN'])
    expect(output).toContain(step)
  expect(output.match(/--dry-run: exiting now/g)).toHaveLength(3)
})
