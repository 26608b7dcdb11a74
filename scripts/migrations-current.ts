/** Fails when `storage/kernel/schema.ts` says more than the committed migrations: drizzle-kit would then write a new one. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { root } from './build.ts'

const committed = join(root, 'd1-migrations/kernel')
const scratch = mkdtempSync(join(tmpdir(), 'prost-migrations-'))
try {
  cpSync(committed, scratch, { recursive: true })
  execFileSync(
    join(root, 'node_modules/.bin/drizzle-kit'),
    ['generate', '--dialect', 'sqlite', '--schema', 'storage/kernel/schema.ts', '--casing', 'snake_case', '--out', relative(root, scratch)],
    { cwd: root, stdio: 'pipe' },
  )
  const added = readdirSync(scratch).filter((name) => name.endsWith('.sql') && !readdirSync(committed).includes(name))
  if (added.length > 0) {
    process.stderr.write('the kernel schema has changes without a migration; run: npm run generate\n')
    process.exitCode = 1
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
