/**
 * `npm run screens`: takes every page's reference screenshots anew, to be committed with the change that made them differ. Test files go
 * after `--` to renew only theirs; without any, references that no page has any more go away.
 */
import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './build.ts'
import { ensureChromium } from './chromium.ts'

const takesScreens = (file: string): boolean => /\bexamine\(/.test(readFileSync(join(root, file), 'utf8'))

const chromium = ensureChromium()
if (chromium === null) throw new Error('there is no Chrome to take screenshots with')
const only = process.argv.slice(2)
if (only.length === 0) rmSync(join(root, 'test/e2e/screens'), { recursive: true, force: true })
mkdirSync(join(root, 'test-results'), { recursive: true })
const files = only.length > 0 ? only : globSync('test/e2e/*.test.ts', { cwd: root }).filter(takesScreens)
const env = { ...process.env, CHROME_PATH: chromium, PROST_SCREENS: 'update' }
const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'e2e', ...files]
process.exitCode = spawnSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env }).status ?? 1
