/**
 * `npm test`: the checks, then every suite. Arguments go to vitest instead (`npm test -- test/unit`).
 * The closing lines add up what the runners counted, name every test that needed a second try, and
 * say how the screenshots of the pages compare with their references.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { build, root } from './build.ts'
import { ensureChromium } from './chromium.ts'
import { ensureFfmpeg } from './ffmpeg.ts'
import type { Report } from './test-report.ts'
import { noReport, report, retriedIn, retryLines, screenLines, screensFile, screensIn } from './test-report.ts'

const node = (args: readonly string[], env: NodeJS.ProcessEnv = process.env): number =>
  spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env }).status ?? 1

const results = join(root, 'test-results')
const screens = join(results, screensFile)

/** One vitest run; a run that dies before it can report counts as one failure. */
const suite = (name: string, args: readonly string[], env: NodeJS.ProcessEnv): Report => {
  const file = join(results, `${name}.json`)
  rmSync(file, { force: true })
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const status = node([vitest, 'run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], env)
  try {
    const read = report.parse(JSON.parse(readFileSync(file, 'utf8')))
    return status === 0 || read.numFailedTests > 0 ? read : { ...read, numFailedTests: 1, success: false }
  } catch (error) {
    process.stderr.write(`${name}: no report: ${String(error)}\n`)
    return noReport
  }
}

const main = async (): Promise<number> => {
  const only = process.argv.slice(2)
  mkdirSync(results, { recursive: true })
  rmSync(screens, { force: true })
  await build()
  const chromium = ensureChromium()
  const env = { ...process.env, ...(chromium ? { CHROME_PATH: chromium } : {}) }
  if (!chromium) process.stdout.write('\n*** NO CHROME FOUND: the browser tests are SKIPPED ***\n\n')
  const hasFfmpeg = ensureFfmpeg()
  if (!hasFfmpeg) process.stdout.write('\n*** NO FFMPEG FOUND: the tests that watch a channel with it are SKIPPED ***\n\n')
  const checked = only.length > 0 ? 0 : node([join(root, 'scripts/check.ts')])
  const projects = ['unit', 'long', 'workerd', 'e2e']
  const reports = only.length > 0 ? [suite('only', only, env)] : projects.map((name) => suite(name, ['--project', name], env))
  const sum = (key: 'numPassedTests' | 'numFailedTests' | 'numPendingTests'): number => reports.reduce((n, r) => n + r[key], 0)
  const ok = checked === 0 && reports.every((r) => r.success)
  const failed = sum('numFailedTests') + (checked === 0 ? 0 : 1)
  const retried = retryLines(reports.flatMap((each) => retriedIn(each, root)))
  const compared = existsSync(screens) ? screenLines(screensIn(readFileSync(screens, 'utf8'))) : []
  for (const line of [...compared, ...retried]) process.stdout.write(`\n${line}`)
  process.stdout.write(`\n${sum('numPassedTests')} passed, ${failed} failed, ${sum('numPendingTests')} skipped\n`)
  return ok && ((chromium !== null && hasFfmpeg) || process.env['CI'] !== 'true') ? 0 : 1
}

process.exitCode = await main()
