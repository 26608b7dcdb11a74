/** [§1] `Idempotency-Key` at the realtime door: the same key and body give the stored answer, with another body 409; no two sessions, ever. */
import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { operations } from '../../contract/http.ts'
import { session } from '../../contract/session.ts'
import { personName } from '../../durable-objects/names.ts'
import { keptAnswers, KeptAnswers } from '../../durable-objects/person/kept-answers.ts'
import type { OnceFound } from '../../durable-objects/person/kept-answers.ts'
import { guest, post, told } from '../support/room-client.ts'
import type { Guest } from '../support/room-client.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

let app: SeededApp
let ann: Guest

beforeEach(async () => {
  app = await seedApp()
  ann = await guest(app, 'Ann')
})

const keyed = (who: Guest, key: string, path: string, json: unknown) =>
  call('POST', path, { auth: who.auth, headers: { 'Idempotency-Key': key }, json })
const make = (key: string, who = ann, mode = 'party') => keyed(who, key, '/v1/sessions', { mode })
const codeOf = async (answer: Response) => [answer.status, (await answer.json<{ code: string }>()).code]
const until = (found: OnceFound): number => (found.kind === 'reserved' ? found.until : -1)
/** As if the Worker had died before it kept its answer. */
const unsettled = (at: number) =>
  runInDurableObject(personStub(), async (_person, { storage }) => {
    storage.sql.exec('UPDATE answers SET status = NULL, body = NULL, until = ?', at)
  })
const personStub = () => env.PERSON.getByName(personName(app.app.app_id, ann.id))

test('[§1] the same key and body give the stored answer, also of a refusal; another body is 409', async () => {
  const first = await told(await make('one'), 201, session)
  const again = await make('one')
  expect(again.headers.get('Idempotency-Replayed')).toBe('true')
  expect(await told(again, 201, session)).toEqual(first)
  expect(await codeOf(await make('one', ann, 'broadcast'))).toEqual([409, 'idempotency_conflict'])
  expect(await codeOf(await keyed(ann, 'one', `/v1/sessions/${first.id}/end`, { mode: 'party' }))).toEqual([409, 'idempotency_conflict'])
  expect((await make('refused', ann, 'nowhere')).status).toBe(404)
  expect((await make('refused', ann, 'nowhere')).headers.get('Idempotency-Replayed')).toBe('true')
})

test('[§1] twenty at once make one session', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => make('crowd')))
  const made = await Promise.all(
    answers.filter(({ status }) => status === 201).map(async (answer) => session.parse(await answer.json()).id),
  )
  expect(new Set(made).size).toBe(1)
  const others = answers.filter(({ status }) => status !== 201)
  expect(await Promise.all(others.map(codeOf))).toEqual(others.map(() => [409, 'idempotency_conflict']))
})

test('[§1] a key is one’s own: another person’s makes another session', async () => {
  const ben = await guest(app, 'Ben')
  expect((await told(await make('shared'), 201, session)).id).not.toBe((await told(await make('shared', ben), 201, session)).id)
})

test('[§1] stored answers survive the object’s memory', async () => {
  const first = await told(await make('kept'), 201, session)
  await evictDurableObject(personStub())
  expect(await told(await make('kept'), 201, session)).toEqual(first)
})

test('[§1] what died between the making and the answer is made again under the same id: one session', async () => {
  const made = await told(await make('dead'), 201, session)
  await unsettled(Date.now() + keptAnswers.leaseMs)
  expect(await codeOf(await make('dead'))).toEqual([409, 'idempotency_conflict'])
  await unsettled(Date.now() - 1)
  const again = await make('dead')
  expect(again.headers.get('Idempotency-Replayed')).toBeNull()
  expect((await told(again, 201, session)).id).toBe(made.id)
  expect((await make('dead')).headers.get('Idempotency-Replayed')).toBe('true')
})

test('[§1] the keys of one person are bounded, and go after 24 h', async () => {
  const { answers, full, later } = await runInDurableObject(personStub(), async (_person, { storage }) => {
    const kept = new KeptAnswers(storage.sql)
    const reserve = (key: string, now: number) => kept.reserve({ key, request: 'r', newId: 'id' }, now)
    for (let i = 0; i < keptAnswers.keys; i++)
      kept.settle({ key: `k${i}`, until: until(reserve(`k${i}`, 1)), answer: { status: 200, body: '' } }, 1)
    return { answers: reserve('k0', 2).kind, full: reserve('more', 2).kind, later: reserve('more', keptAnswers.keepMs + 1).kind }
  })
  expect([answers, full, later]).toEqual(['answered', 'too_many', 'reserved'])
})

test('[§1] every write of this door takes a key, but those whose answer is a decision of now', () => {
  const without = operations
    .filter(
      ({ door, method, headers }) => door === 'realtime' && method === 'post' && JSON.stringify(Object.keys(headers?.shape ?? {})) === '[]',
    )
    .map(({ path }) => path)
  expect(without).toEqual(['/v1/media/token', '/v1/media/negotiate'])
})

test('[§1] a key is printable ASCII; without one nothing is kept', async () => {
  expect(await codeOf(await make('two words'))).toEqual([422, 'validation_failed'])
  const plain = await told(await post(ann, '/v1/sessions', { mode: 'party' }), 201, session)
  expect((await told(await post(ann, '/v1/sessions', { mode: 'party' }), 201, session)).id).not.toBe(plain.id)
})
