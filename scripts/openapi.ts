/** Writes docs/api/openapi.json and docs/api/errors.md from the contract. `--check` writes nothing and exits 1 when they are stale. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { openApiDocument } from './openapi/document.ts'
import { errorsPage } from './openapi/errors-page.ts'

const root = join(import.meta.dirname, '..')

const files: Record<string, string> = {
  'docs/api/openapi.json': `${JSON.stringify(openApiDocument(), null, 2)}\n`,
  'docs/api/errors.md': errorsPage(),
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
  for (const path of stale) console.error(`${path} is stale: run node scripts/openapi.ts`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else {
  for (const path of stale) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), files[path] ?? '')
  }
}
