/** The closing lines of `npm test`: a test that passed only at its second try is named. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { report, retriedIn, retryLines, screenLines, screensIn } from '../../scripts/test-report.ts'

const root = resolve(import.meta.dirname, '../..')

/** A project of its own with a test that fails at its first try, one that fails at both, and one that passes. */
function runFlaky(): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'prost-retry-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  mkdirSync(join(folder, 'test'))
  writeFileSync(
    join(folder, 'test/flaky.test.ts'),
    `import { expect, it } from 'vitest'
     let tries = 0
     it('sometimes', () => expect(++tries).toBe(2))
     it('never', () => expect(1).toBe(2))
     it('always', () => expect(1).toBe(1))`,
  )
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--root',
    folder,
    '--retry=1',
    '--reporter=json',
    '--outputFile=out.json',
  ]
  spawnSync(process.execPath, args, { cwd: folder, stdio: 'ignore' })
  return JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))
}

it('[a flake is seen, not hidden] names who passed at the second try, and only them; who fails twice fails', { timeout: 60_000 }, () => {
  const read = report.parse(runFlaky())
  expect([read.numPassedTests, read.numFailedTests, read.success]).toEqual([2, 1, false])
  const retried = read.testResults.flatMap(({ name }) => retriedIn(read, join(name, '../..')))
  expect(retried).toEqual([{ file: 'test/flaky.test.ts', test: 'sometimes', why: expect.stringContaining('expected 1 to be 2') }])
  expect(retryLines(retried)).toEqual([
    '*** 1 NEEDED A SECOND TRY: each is a flake to be found, not luck ***',
    '  test/flaky.test.ts > sometimes',
    expect.stringContaining('    AssertionError: expected 1 to be 2'),
  ])
})

it('says nothing when every test passed at once', () => expect(retryLines([])).toEqual([]))

const line = (name: string, outcome: string, detail = ''): string => `${JSON.stringify({ name, outcome, detail })}\n`

it('[screens] says what differs, and loudly what was not compared; a second try has the last word', () => {
  const lines =
    line('keys', 'different', '90 pixels') + line('keys', 'same', '3') + line('live', 'different', '70 pixels') + line('party', 'new')
  expect(screenLines(screensIn(lines))).toEqual([
    'screens: 1 like their reference, 1 different, 1 new, 0 kept',
    '*** DIFFERENT: live: see test-results/screen-differences ***',
    '*** NOT COMPARED, no reference yet: party: npm run screens ***',
  ])
  expect(screenLines(screensIn(line('keys', 'not-comparable', 'Chromium 157 here, 156 in the references')))[1]).toBe(
    '*** NOT COMPARED, 1 screens: Chromium 157 here, 156 in the references ***',
  )
  expect(screenLines(screensIn(''))).toEqual([])
})
