/** `npm run check`: format, lint, types, generated files, the API document, architecture. The first failure of each is shown in full; all are run. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from './build.ts'
import { envTypes } from './env-types.ts'

type Check = { readonly name: string; readonly command: string; readonly args: readonly string[] }

const bin = (name: string): string => join(root, 'node_modules/.bin', name)

const checks: readonly Check[] = [
  { name: 'format', command: bin('oxfmt'), args: ['--check', '.'] },
  { name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings'] },
  { name: 'types: server', command: bin('tsc'), args: ['-p', 'tsconfig.json'] },
  { name: 'types: scripts', command: bin('tsc'), args: ['-p', 'tsconfig.node.json'] },
  { name: 'types: web', command: bin('tsc'), args: ['-p', 'web/tsconfig.json'] },
  ...envTypes.map((args) => ({ name: `environment ${args[1] ?? ''}`, command: bin('wrangler'), args: [...args, '--check'] })),
  { name: 'kernel migrations are current', command: process.execPath, args: ['scripts/migrations-current.ts'] },
  { name: 'mode manifests are current', command: process.execPath, args: ['scripts/modes.ts', '--check'] },
  { name: 'schema and vectors for LABs are current', command: process.execPath, args: ['scripts/lab-contract.ts', '--check'] },
  { name: 'API document is current', command: process.execPath, args: ['scripts/openapi.ts', '--check'] },
  { name: 'API document: Redocly', command: bin('redocly'), args: ['lint', 'docs/api/openapi.json', '--format=stylish'] },
  {
    name: 'API document: Spectral',
    command: bin('spectral'),
    args: ['lint', 'docs/api/openapi.json', '--ruleset=.spectral.yaml', '--fail-severity=hint'],
  },
  { name: 'lockfile fits every platform', command: process.execPath, args: ['scripts/lockfile.ts', '--check'] },
  { name: 'architecture', command: bin('vitest'), args: ['run', '--project', 'unit', 'test/unit/architecture.test.ts'] },
]

/** No tool reports to anyone or asks whether there is a newer one. */
const quiet = { WRANGLER_SEND_METRICS: 'false', REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }

const runCheck = (check: Check): Promise<boolean> =>
  new Promise((resolve) => {
    const env = { ...process.env, ...quiet, OPS_TOKEN: 'check', IDENTITY_SECRET: 'check', MAIL_API_KEY: 'check', NO_COLOR: '1' }
    const child = spawn(check.command, check.args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', (error) => (output += String(error)))
    child.on('close', (code) => {
      process.stdout.write(`${code === 0 ? '✓' : '✗'} ${check.name}\n${code === 0 ? '' : `${output}\n`}`)
      resolve(code === 0)
    })
  })

const results: boolean[] = []
for (const check of checks) results.push(await runCheck(check))
const failed = results.filter((ok) => !ok).length
process.stdout.write(`check: ${results.length - failed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
