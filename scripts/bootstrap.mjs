/**
 * Installs what package-lock.json asks for, when it has changed since the last time. Runs on any Node from 18,
 * without dependencies: the Node that everything else needs comes with the packages it installs.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

const root = new URL('..', import.meta.url)
const stamp = new URL('node_modules/.prost-installed', root)
const wanted = createHash('sha256')
  .update(readFileSync(new URL('package-lock.json', root)))
  .update(process.platform)
  .update(process.arch)
  .digest('hex')

const installed = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted

const install = () => {
  process.stdout.write('prost: installing packages …\n')
  const npm = process.env.npm_execpath
  const [command, args] = npm ? [process.execPath, [npm, 'ci']] : ['npm', ['ci']]
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(stamp, wanted)
}

/** The bundled Node is first in every npm script's PATH; without it the system's must be new enough for wrangler. */
const checkNode = () => {
  const { stdout } = spawnSync('node', ['--version'], { encoding: 'utf8' })
  const [major = 0, minor = 0] = stdout.trim().slice(1).split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return
  process.stderr.write(`prost: Node ${stdout.trim()} is too old (22.18 or newer is needed) and no bundled one fits this platform.\n`)
  process.exit(1)
}

if (!installed()) install()
checkNode()
