/**
 * `npm run test:long`: the long simulations, all of their steps, and then, with nothing else running, the channel through ten outages in a real browser
 * and ffmpeg, a room that 2,000 people lose at once, and eight people in real browsers who meet each other for two minutes; `npm test` runs a tenth of
 * all, drops 500 and has four until each met somebody three times. Arguments go to vitest instead, for the
 * simulations alone.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { build, root } from './build.ts'
import { ensureChromium } from './chromium.ts'
import { ensureFfmpeg } from './ffmpeg.ts'

const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const run = (args: readonly string[], env: NodeJS.ProcessEnv): number =>
  spawnSync(process.execPath, [vitest, 'run', ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, LONG: '1', ...env } })
    .status ?? 1

const outages = async (): Promise<number> => {
  await build()
  const chromium = ensureChromium()
  const isWhole = ensureFfmpeg() && chromium !== null
  if (!isWhole) process.stdout.write('\n*** NO CHROME OR NO FFMPEG FOUND: what they would watch is SKIPPED ***\n\n')
  const code = run(
    ['--project', 'e2e', ...['channel-outages', 'rooms-storm', 'random-page'].map((name) => `test/e2e/${name}.test.ts`)],
    chromium === null ? {} : { CHROME_PATH: chromium },
  )
  return isWhole || process.env['CI'] !== 'true' ? code : 1
}

const only = process.argv.slice(2)
const simulated = run(['--project', 'long', ...only], {})
process.exitCode = simulated === 0 && only.length === 0 ? await outages() : simulated
