/** The write door stays small: its bundle as wrangler makes it, and the stand-in that leaves zod's JSON Schemas out of it. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const out = mkdtempSync(join(tmpdir(), 'prost-bundle-'))
let output = ''
let bundle = ''

beforeAll(async () => {
  const wrangler = join(root, 'node_modules/wrangler/bin/wrangler.js')
  const args = [wrangler, 'deploy', '--dry-run', '--outdir', out, '-c', 'workers/ingest/wrangler.toml']
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', NODE_ENV: 'production' }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root, env })
  output = stdout + stderr
  bundle = readFileSync(join(out, 'index.js'), 'utf8')
}, 60_000)

afterAll(() => rmSync(out, { recursive: true, force: true }))

test('the ingest bundle is at most 60 KB gzip', () => {
  expect(gzipSync(bundle, { level: 9 }).length).toBeLessThanOrEqual(60 * 1_024)
})

test('zod’s writer of JSON Schemas is not in it, and the build has nothing to complain of', () => {
  expect(bundle).toContain('JSON Schemas are not written')
  expect(bundle).not.toContain('json-schema.org')
  expect(output).not.toMatch(/warn/i)
})
