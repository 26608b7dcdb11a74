/**
 * `npm run deploy [-- --domain example.com] [--mail-from 'Prost <no-reply@example.com>'] [--shell-channel ID]
 * [--shell-app-key pq_pk_…] [--dry-run]`: makes every resource that is missing in the account, migrates the databases and deploys the Workers,
 * with the secrets that are not set yet. The pages show the channel, and are for the people of the app. Needs `wrangler login` or CLOUDFLARE_API_TOKEN,
 * and MAIL_API_KEY once; other secrets are taken from the environment or made. Refuses development secrets.
 * `--dry-run` touches no account: it prints the steps for an empty one and has wrangler check every Worker.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { announceRestart } from './announce-restart.ts'
import { build, root } from './build.ts'
import {
  buckets,
  databases,
  type Existing,
  exposureOf,
  order,
  plan,
  queues,
  render,
  renderedPath,
  secrets,
  settingsOf,
  type Step,
} from './deploy/plan.ts'
import { absentFaults, type Given, givenFaults, secretValues } from './deploy/secrets.ts'
import { randomBase62 } from '../domain/credentials/secret-digest.ts'

const { values: options } = parseArgs({
  options: {
    domain: { type: 'string' },
    'mail-from': { type: 'string' },
    'shell-channel': { type: 'string' },
    'shell-app-key': { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  },
})
const dryRun = options['dry-run']
const domain = options.domain ?? null
const settings = settingsOf(domain, options['mail-from'] ?? null, { channel: options['shell-channel'], appKey: options['shell-app-key'] })

const given: Given = Object.fromEntries(secrets.map(({ name }) => [name, process.env[name]]))
/** wrangler wants every required secret in the environment of a dry run. */
const placeholders = Object.fromEntries(secrets.map(({ name }) => [name, 'dry-run']))

const wranglerScript = join(root, 'node_modules/wrangler/bin/wrangler.js')

const wrangler = (args: readonly string[]): string =>
  execFileSync(process.execPath, [wranglerScript, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', ...(dryRun ? placeholders : {}) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })

const listed = z.array(z.object({ name: z.string(), uuid: z.string() }))

/** Database name → id in the account; a dry run has none. */
const databaseIds = (): Map<string, string> =>
  dryRun ? new Map() : new Map(listed.parse(JSON.parse(wrangler(['d1', 'list', '--json']))).map(({ name, uuid }) => [name, uuid]))

const existing = (): Existing => {
  if (dryRun) return { databases: [], queues: [], buckets: [], secrets: [] }
  const queueTable = wrangler(['queues', 'list'])
  const bucketList = wrangler(['r2', 'bucket', 'list'])
  return {
    databases: [...databaseIds().keys()],
    queues: queues.filter((name) => new RegExp(`\\b${name}\\s`).test(queueTable)),
    buckets: buckets.filter((name) => new RegExp(`name:\\s+${name}$`, 'm').test(bucketList)),
    secrets: secrets.filter(({ worker, name }) => secretNames(worker).includes(name)).map(({ name }) => name),
  }
}

const secretList = z.array(z.object({ name: z.string() }))

/** wrangler's word for a Worker that was never deployed: such a one has no secrets. Any other failure must not look like that, or set secrets would be made anew. */
const neverDeployed = /code: 10007|does not exist/

const secretNames = (worker: string): string[] => {
  const listing = spawnSync(process.execPath, [wranglerScript, 'secret', 'list', '--name', worker], { cwd: root, encoding: 'utf8' })
  if (listing.status === 0) return secretList.parse(JSON.parse(listing.stdout)).map(({ name }) => name)
  const said = `${listing.stdout}${listing.stderr}`
  if (neverDeployed.test(said)) return []
  throw new Error(`the secrets of ${worker} can not be listed: ${said}`)
}

const renderAll = (): void => {
  const ids = databaseIds()
  for (const { worker, config } of order) {
    const toml = readFileSync(join(root, config), 'utf8')
    writeFileSync(join(root, renderedPath(config)), render(toml, { ids, exposure: exposureOf(worker, domain), settings }))
  }
}

const carryOut = (step: Step): void => {
  switch (step.kind) {
    case 'create-database':
      return void (dryRun || wrangler(['d1', 'create', step.name]))
    case 'create-queue':
      return void (dryRun || wrangler(['queues', 'create', step.name]))
    case 'create-bucket':
      return void (dryRun || wrangler(['r2', 'bucket', 'create', step.name]))
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
  const values = secretValues(missing, given, () => randomBase62(43))
  const folder = mkdtempSync(join(tmpdir(), 'prost-deploy-'))
  try {
    const file = join(folder, 'secrets.json')
    writeFileSync(file, JSON.stringify(values.all), { mode: 0o600 })
    const withSecrets = missing.length > 0 ? ['--secrets-file', file] : []
    const dry = dryRun ? ['--dry-run', '--outdir', join(root, 'dist/deploy', worker)] : []
    process.stdout.write(wrangler(['deploy', '-c', renderedPath(config), ...withSecrets, ...dry]))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  if (!dryRun) for (const name of values.made) process.stdout.write(`${name} of ${worker}, shown once: ${values.all[name]}\n`)
}

/** Longer than an upload takes: who comes back earlier would be sent away twice. */
const uploadMs = 15_000

/** Where nobody can be told, clients come back by themselves, at moments they draw. */
const tellRooms = async (): Promise<void> => {
  const opsToken = given['OPS_TOKEN']
  if (dryRun || domain === null || opsToken === undefined) return
  try {
    const { rooms, connections } = await announceRestart(`https://${domain}`, { opsToken, afterMs: uploadMs, boundMs: 60_000 })
    process.stdout.write(`${connections} connections in ${rooms} rooms were told to come back\n`)
  } catch (error) {
    process.stdout.write(`people in rooms were not told, and come back by themselves: ${String(error)}\n`)
  }
}

const describe = (step: Step): string => {
  switch (step.kind) {
    case 'create-database':
    case 'create-queue':
    case 'create-bucket':
      return `${step.kind} ${step.name}`
    case 'migrate':
      return `migrate ${step.database} (${databases.find(({ name }) => name === step.database)?.migrations ?? ''})`
    case 'deploy':
      return `deploy ${step.worker} (${Object.values(exposureOf(step.worker, domain)).flat().join(' ')})${step.secrets.map((name) => `, secret ${name}`).join('')}`
    default:
      return step satisfies never
  }
}

/** Says why and ends, before anything was touched. */
const refuse = (faults: readonly string[]): void => {
  if (faults.length === 0) return
  process.stderr.write(`refused:\n${faults.map((fault) => `  ${fault}\n`).join('')}`)
  process.exit(1)
}

refuse(givenFaults(given))
const steps = plan(existing())
const missingSecrets = steps.flatMap((step) => (step.kind === 'deploy' ? step.secrets : []))
if (!dryRun) refuse(absentFaults(missingSecrets, given))
await build()
try {
  renderAll()
  for (const [i, step] of steps.entries()) {
    process.stdout.write(`${i + 1}/${steps.length} ${describe(step)}\n`)
    if (step.kind === 'migrate') renderAll()
    if (step.kind === 'deploy' && step.worker === 'prost-realtime') await tellRooms()
    carryOut(step)
  }
  process.stdout.write(dryRun ? 'dry run: nothing was touched\n' : 'deployed\n')
} finally {
  for (const { config } of order) rmSync(join(root, renderedPath(config)), { force: true })
}
