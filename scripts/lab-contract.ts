/** Writes docs/api/lab/schema.json and vectors.json from the contract. `--check` writes nothing and exits 1 when they are stale. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { labSchema } from './lab-contract/schema.ts'
import { labVectors } from './lab-contract/vectors.ts'

const folder = join(import.meta.dirname, '../docs/api/lab')

const files: Readonly<Record<string, string>> = {
  'schema.json': labSchema(),
  'vectors.json': `${JSON.stringify(labVectors(), null, 2)}\n`,
}

const current = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '')

const stale = Object.keys(files).filter((name) => current(name) !== files[name])
if (process.argv.includes('--check')) {
  for (const name of stale) console.error(`docs/api/lab/${name} is stale: run node scripts/lab-contract.ts`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else for (const name of stale) writeFileSync(join(folder, name), files[name] ?? '')
