/**
 * `npm run deploy [-- --domain example.com] [--dry-run]`: makes every resource that is missing in the account, migrates
 * the databases and deploys the Workers, with the secrets that are not set yet. Needs `wrangler login` or CLOUDFLARE_API_TOKEN.
 * `--dry-run` touches no account: it prints the steps for an empty one and has wrangler check every Worker.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { build, root } from './build.ts'
import { databases, type Existing, exposureOf, order, plan, queues, render, renderedPath, secrets, type Step } from './deploy/plan.ts'
import { randomBase62 } from '../domain/credentials/secret-digest.ts'

const { values: options } = parseArgs({ options: { domain: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } } })
const dryRun = options['dry-run']
const domain = options.domain ?? null

const wrangler = (args: readonly string[]): string =>
  execFileSync(process.execPath, [join(root, 'node_modules/wrangler/bin/wrangler.js'), ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', ...(dryRun ? { OPS_TOKEN: 'dry-run' } : {}) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })

const listed = z.array(z.object({ name: z.string(), uuid: z.string() }))

/** Database name → id in the account; a dry run has none. */
const databaseIds = (): Map<string, string> =>
  dryRun ? new Map() : new Map(listed.parse(JSON.parse(wrangler(['d1', 'list', '--json']))).map(({ name, uuid }) => [name, uuid]))

const existing = (): Existing => {
  if (dryRun) return { databases: [], queues: [], secrets: [] }
  const queueTable = wrangler(['queues', 'list'])
  return {
    databases: [...databaseIds().keys()],
    queues: queues.filter((name) => new RegExp(`\\b${name}\\s`).test(queueTable)),
    secrets: secrets.filter(({ worker, name }) => secretNames(worker).includes(name)).map(({ name }) => name),
  }
}

/** A Worker that was never deployed has no secrets, and wrangler fails: then none are set. */
const secretNames = (worker: string): string => {
  try {
    return wrangler(['secret', 'list', '--name', worker])
  } catch (error) {
    process.stdout.write(`${worker} has no secrets yet (${error instanceof Error ? error.message.split('\n')[0] : String(error)})\n`)
    return ''
  }
}

const renderAll = (): void => {
  const ids = databaseIds()
  for (const { worker, config } of order) {
    const toml = readFileSync(join(root, config), 'utf8')
    writeFileSync(join(root, renderedPath(config)), render(toml, ids, exposureOf(worker, domain)))
  }
}

const carryOut = (step: Step): void => {
  switch (step.kind) {
    case 'create-database':
      return void (dryRun || wrangler(['d1', 'create', step.name]))
    case 'create-queue':
      return void (dryRun || wrangler(['queues', 'create', step.name]))
    case 'migrate':
      return void (dryRun || wrangler(['d1', 'migrations', 'apply', step.database, '--remote', '-c', renderedPath('wrangler.toml')]))
    case 'deploy':
      return deploy(step)
    default:
      return step satisfies never
  }
}

const deploy = ({ worker, config, secrets: missing }: Extract<Step, { kind: 'deploy' }>): void => {
  renderAll()
  const values = Object.fromEntries(missing.map((name) => [name, randomBase62(43)]))
  const folder = mkdtempSync(join(tmpdir(), 'prost-deploy-'))
  try {
    const file = join(folder, 'secrets.json')
    writeFileSync(file, JSON.stringify(values), { mode: 0o600 })
    const withSecrets = missing.length > 0 ? ['--secrets-file', file] : []
    const dry = dryRun ? ['--dry-run', '--outdir', join(root, 'dist/deploy', worker)] : []
    process.stdout.write(wrangler(['deploy', '-c', renderedPath(config), ...withSecrets, ...dry]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (!dryRun) for (const [name, value] of Object.entries(values)) process.stdout.write(`${name} of ${worker}, shown once: ${value}\n`)
}

const describe = (step: Step): string => {
  switch (step.kind) {
    case 'create-database':
    case 'create-queue':
      return `${step.kind} ${step.name}`
    case 'migrate':
      return `migrate ${step.database} (${databases.find(({ name }) => name === step.database)?.migrations ?? ''})`
    case 'deploy':
      return `deploy ${step.worker} (${Object.values(exposureOf(step.worker, domain)).join(' ')})${step.secrets.map((name) => `, secret ${name}`).join('')}`
    default:
      return step satisfies never
  }
}

await build()
try {
  const steps = plan(existing())
  renderAll()
  for (const [i, step] of steps.entries()) {
    process.stdout.write(`${i + 1}/${steps.length} ${describe(step)}\n`)
    if (step.kind === 'migrate') renderAll()
    carryOut(step)
  }
  process.stdout.write(dryRun ? 'dry run: nothing was touched\n' : 'deployed\n')
} finally {
  for (const { config } of order) rmSync(join(root, renderedPath(config)), { force: true })
}
