/**
 * Finds a Chrome for the browser tests, and installs Debian's when there is none and it can be.
 * Answers null where there is none: the tests then say loudly that they were not run, and CI fails.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const places = [
  process.env['CHROME_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const find = (): string | null => places.find((path) => path !== undefined && existsSync(path)) ?? null

export const ensureChromium = (): string | null => find() ?? (installDebian('chromium') ? find() : null)

/** True when apt installed the package; false where there is no apt or no right to use it. */
export const installDebian = (name: string): boolean => {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return false
  process.stdout.write(`prost: installing Debian's ${name} …\n`)
  const apt = (...args: string[]): boolean =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      .status === 0
  return apt('update', '-q') && apt('install', '-y', '-q', '--no-install-recommends', name)
}
