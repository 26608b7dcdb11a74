/**
 * Completes the lockfile's optional platform packages. A registry that serves only this machine's platforms leaves
 * them out, and then `npm ci` fails elsewhere ("Missing … from lock file"). `--check` only tells.
 * Run it after every change of dependencies.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { root } from './build.ts'

const lockfile = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({ version: z.string().optional(), optionalDependencies: z.record(z.string(), z.string()).optional() }),
  ),
})

const file = join(root, 'package-lock.json')
const lock = lockfile.parse(JSON.parse(readFileSync(file, 'utf8')))

/** `…-darwin-arm64`, `linux-arm64-musl`, `win32-x64-msvc`, … → what npm compares with the machine. */
const platformOf = (name: string): { os: string[]; cpu: string[]; libc?: string[] } => {
  const os = /android|darwin|freebsd|linux|openharmony|win(?:32|dows)?(?=-|$)/.exec(name)?.[0] ?? 'linux'
  const cpu = /arm64|x64|ia32|ppc64|riscv64|s390x|arm(?=-|$)|-64$/.exec(name)?.[0] ?? 'x64'
  const libc = /musl/.test(name) ? ['musl'] : /gnu/.test(name) ? ['glibc'] : null
  return { os: [os.startsWith('win') ? 'win32' : os], cpu: [cpu === '-64' ? 'x64' : cpu], ...(libc ? { libc } : {}) }
}

const missing: string[] = []
for (const [path, entry] of Object.entries(lock.packages)) {
  if (path === '') continue
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const known = lock.packages[`${path}/node_modules/${name}`] ?? lock.packages[`node_modules/${name}`]
    if (known || !/^\d/.test(version)) continue
    missing.push(name)
    lock.packages[`node_modules/${name}`] = { version, ...platformOf(name), dev: true, optional: true }
  }
}

const check = process.argv.includes('--check')
if (missing.length === 0) process.stdout.write('lockfile: complete\n')
else if (check) {
  process.stderr.write(`lockfile: ${missing.length} platform packages are missing; run: npm run lockfile\n${missing.join('\n')}\n`)
  process.exitCode = 1
} else {
  lock.packages = Object.fromEntries(Object.entries(lock.packages).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
  process.stdout.write(`lockfile: added ${missing.length} platform packages\n`)
}
