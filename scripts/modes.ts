/** Writes modes/index.ts from the files beside it, and the JSON Schema of a manifest. `--check` writes nothing and exits 1 when they are stale. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { modeManifest } from '../contract/manifest.ts'

const root = join(import.meta.dirname, '..')

const names = readdirSync(join(root, 'modes'))
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .toSorted()

const identifier = (name: string): string => name.replaceAll(/-([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())

const index = `/** The manifests of the platform's modes, unparsed. Made by \`node scripts/modes.ts\`: a new mode is a new file beside this one. */
${names.map((name) => `import ${identifier(name)} from './${name}.json' with { type: 'json' }`).join('\n')}

export const manifests: readonly unknown[] = [${names.map(identifier).join(', ')}]
`

const schema = {
  title: 'Mode manifest',
  description: 'What a mode is: its addresses, capabilities, room, policies, page and facts. Made from contract/manifest.ts.',
  ...z.toJSONSchema(modeManifest, { io: 'input' }),
}

const files: Readonly<Record<string, string>> = {
  'modes/index.ts': index,
  'docs/api/mode-manifest.schema.json': `${JSON.stringify(schema, null, 2)}\n`,
}

const current = (path: string): string => {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    // A file that is not there yet is stale.
    return ''
  }
}

const stale = Object.keys(files).filter((path) => current(path) !== files[path])
if (process.argv.includes('--check')) {
  for (const path of stale) console.error(`${path} is stale: run node scripts/modes.ts`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else for (const path of stale) writeFileSync(join(root, path), files[path] ?? '')
