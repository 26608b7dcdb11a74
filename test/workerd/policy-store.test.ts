/** What an app decides for its modes, as the kernel keeps it. [B10] */
import { env } from 'cloudflare:workers'
import { beforeAll, expect, test } from 'vitest'
import { newAuditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'
import { appPolicies, defaultPolicies } from '../../contract/policy.ts'
import { readPolicies, writePolicies } from '../../storage/kernel/app-policies.ts'
import { notesOf } from '../support/notes.ts'
import { seedApp } from '../support/seed.ts'

const db = env.KERNEL_DB
const act = () => ({ now: 1, note: newAuditNote({ at: 1, actor: { kind: 'operator', id: 'ada' }, action: 'policies.changed' }) })
let app: AppId
let neighbour: AppId

beforeAll(async () => {
  app = (await seedApp()).app.app_id
  neighbour = (await seedApp()).app.app_id
})

test('[B10] who decided nothing has the defaults; what was decided last holds, is noted, and is the app’s own', async () => {
  expect(await readPolicies(db, app)).toEqual(defaultPolicies)
  const first = appPolicies.parse({ modes: ['party'] })
  const second = appPolicies.parse({ words: { on_match: 'refuse', extra: ['spoiler'] }, reports: { min_reporters: 5 } })
  await writePolicies(db, app, first, act())
  expect(await readPolicies(db, app)).toEqual(first)
  await writePolicies(db, app, second, act())
  expect(await readPolicies(db, app)).toEqual(second)
  expect((await notesOf(app)).map(({ action }) => action)).toEqual(['policies.changed', 'policies.changed'])
  expect(await readPolicies(db, neighbour)).toEqual(defaultPolicies)
})

test('[B10] a decision of an older version gets the defaults of what is newer', async () => {
  await db.prepare('UPDATE app_policies SET policies = ? WHERE app_id = ?').bind('{"modes":["party"]}', app).run()
  expect(await readPolicies(db, app)).toEqual({ ...defaultPolicies, modes: ['party'] })
})
