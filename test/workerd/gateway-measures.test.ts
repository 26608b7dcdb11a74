/** Measures that an app defines over its own events: set as a setting, read through the public door. */
import { beforeAll, describe, expect, test } from 'vitest'
import { app as appShape } from '../../contract/apps.ts'
import { measuresAnswer } from '../../contract/measures.ts'
import { findApp } from '../../storage/kernel/app-directory.ts'
import { env } from 'cloudflare:workers'
import { makeOperator, signIn } from '../support/people.ts'
import { call, storeEvents } from './gateway-harness.ts'

const defined = [
  { name: 'Waiting', kind: 'balance', in: 'interaction.queue.joined', out: 'interaction.queue.left' },
  { name: 'Connecting', kind: 'distribution', type: 'interaction.match.ended', field: 'connect_ms', unit: 'ms' },
]
let auth: Record<string, string>

beforeAll(async () => {
  auth = (await signIn(await makeOperator())).auth
})

const make = async (measures: readonly unknown[]) => {
  const answer = await call('POST', '/v1/apps', { auth, json: { name: 'VOX', measures } })
  return { answer, app: answer.status === 201 ? appShape.parse(await answer.clone().json()) : null }
}

describe('GET /v1/metrics/measures', () => {
  test('says what the definitions say of the stored events', async () => {
    const { app } = await make(defined)
    const settings = app && (await findApp(env.KERNEL_DB, app.id))
    if (app === null || settings === null) throw new Error('the app was not made')
    const received_at = Date.now() - 60_000
    await storeEvents(settings, [
      ...['interaction.queue.joined', 'interaction.queue.joined', 'interaction.queue.left'].map((type) => ({ type, received_at })),
      ...[300, 900, 600].map((connect_ms) => ({ type: 'interaction.match.ended', received_at, data: { connect_ms } })),
    ])
    const answer = await call('GET', `/v1/apps/${app.id}/metrics/measures`, { auth })
    const { as_of, data } = measuresAnswer.parse(await answer.json())
    expect(Date.parse(as_of)).toBeGreaterThan(received_at)
    expect(data).toMatchObject([
      { name: 'Waiting', value: 1, events: 2, spread: null },
      { name: 'Connecting', unit: 'ms', value: 600, events: 3, spread: { p95: 900 } },
    ])
  })

  test('an app that defined nothing has none, and a change takes effect', async () => {
    const { app } = await make([])
    const path = `/v1/apps/${app?.id}`
    expect(await (await call('GET', `${path}/metrics/measures`, { auth })).json()).toMatchObject({ data: [] })
    const changed = await call('PATCH', path, { auth, json: { measures: defined.slice(0, 1) } })
    expect(await changed.json()).toMatchObject({ measures: [{ ...defined[0], window_s: 86_400 }] })
    expect(await (await call('GET', `${path}/metrics/measures`, { auth })).json()).toMatchObject({ data: [{ name: 'Waiting', value: 0 }] })
  })

  test.each([
    ['a name twice', [defined[0], defined[0]]],
    ['an unknown kind', [{ name: 'x', kind: 'mean', type: 'a' }]],
    ['a path out of data', [{ ...defined[1], field: '../actor_id' }]],
    ['too many', Array.from({ length: 13 }, (_, i) => ({ ...defined[0], name: `n${i}` }))],
    ['too long a window', [{ ...defined[0], window_s: 90_000 }]],
  ])('%s is refused', async (_what, measures) => {
    const { answer } = await make(measures)
    expect([answer.status, await answer.json()]).toMatchObject([422, { code: 'validation_failed' }])
  })
})
