/** What a state folder keeps of the channel at home: an id and a secret that stay, also over a folder of an earlier version. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { channelId } from '../../contract/ids.ts'
import { loadSecrets } from '../../scripts/local-secrets.ts'

const state = mkdtempSync(join(tmpdir(), 'prost-secrets-'))
const file = join(state, 'secrets.json')
afterEach(() => rmSync(state, { recursive: true, force: true }))

test('[CONTRACT 0] the next start keeps all credentials; a channel that was none becomes one, and nothing else changes', () => {
  const first = loadSecrets(state)
  expect(loadSecrets(state)).toEqual(first)
  const earlier = { ...first, lab: { channel_id: 'main', secret: first.lab.secret } }
  writeFileSync(file, JSON.stringify(earlier))
  const next = loadSecrets(state)
  expect(channelId.safeParse(next.lab.channel_id).success).toBe(true)
  expect({ ...next, lab: null }).toEqual({ ...first, lab: null })
  expect(loadSecrets(state)).toEqual(next)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(next)
})
