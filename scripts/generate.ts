/** `npm run generate`: every generated file from its source: kernel migrations, environment types, mode manifests, the API document, and for LABs. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './build.ts'
import { envTypes } from './env-types.ts'

const run = (command: string, args: readonly string[]): void =>
  void execFileSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', OPS_TOKEN: 'generate', IDENTITY_SECRET: 'generate', MAIL_API_KEY: 'generate' },
  })

run(join(root, 'node_modules/.bin/drizzle-kit'), ['generate'])
for (const args of envTypes) run(join(root, 'node_modules/.bin/wrangler'), args)
run(process.execPath, ['scripts/modes.ts'])
run(process.execPath, ['scripts/openapi.ts'])
run(process.execPath, ['scripts/lab-contract.ts'])
