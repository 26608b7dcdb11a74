/** [K6] What an app does with its key, its operators do with their role: an event in quarantine sent again. */
import { env } from 'cloudflare:workers'
import { expect, test, vi } from 'vitest'
import { ingestAnswer } from '../../contract/events.ts'
import { newId } from '../../contract/ids.ts'
import { takeEvent } from '../../workers/gateway/telemetry/take-event.ts'
import { makeOperator, signIn } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import { call, storeQuarantine } from './gateway-harness.ts'

const event = { type: 'interaction.like', actor_id: 'user-17' }

const arrange = async (role: 'admin' | 'analyst') => {
  const { app } = await seedApp()
  const id = newId()
  await storeQuarantine(app, [{ id, raw: '{"type":"Not A Type","actor_id":"user-17"}' }])
  const { auth } = await signIn(await makeOperator({ [app.app_id]: role }))
  const at = `/v1/apps/${app.app_id}/events/quarantine/${id}`
  return {
    app,
    id,
    auth,
    row: () => call('GET', at, { auth }),
    resubmit: (json: unknown) => call('POST', `${at}/resubmit`, { auth, json }),
  }
}

test('[K6] the fixed event is taken under the row’s id and the row is marked; once more is a duplicate', async () => {
  const { id, row, resubmit } = await arrange('admin')
  const answer = await resubmit({ event })
  expect(answer.status).toBe(202)
  expect(ingestAnswer.parse(await answer.json()).events).toEqual([{ index: 0, id, status: 'accepted' }])
  expect(await (await row()).json()).toMatchObject({ event_id: id, resubmitted_at: expect.any(String) })
  expect(ingestAnswer.parse(await (await resubmit({ event })).json()).events).toEqual([{ index: 0, id, status: 'duplicate' }])
})

test('[K6] an event that is still bad is told so and stays', async () => {
  const { row, resubmit } = await arrange('admin')
  expect(await (await resubmit({})).json()).toMatchObject({ quarantined: 1, events: [{ status: 'quarantined' }] })
  expect(await (await row()).json()).toMatchObject({ resubmitted_at: null })
})

test('[§1] an event that names an app is refused; an analyst may only read', async () => {
  const { resubmit } = await arrange('admin')
  expect(await (await resubmit({ event: { ...event, app_id: newId() } })).json()).toMatchObject({ code: 'app_id_forbidden' })
  const analyst = await arrange('analyst')
  expect(await (await analyst.resubmit({ event })).json()).toMatchObject({ code: 'insufficient_role' })
})

test('[§2] an object that does not answer has promised nothing: 503 and when to come back', async () => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { app } = await seedApp()
  const accept = () => Promise.reject(new Error('away'))
  const away = { TELEMETRY_SHARD: { getByName: () => Object.assign(env.TELEMETRY_SHARD.getByName('none'), { accept }) } }
  const taken = await takeEvent(away, app, JSON.stringify([event]), Date.now())
  expect(taken).toMatchObject({ ok: false, error: { code: 'temporarily_unavailable', retryAfterSeconds: 1 } })
  expect(String(logged.mock.calls[0]?.[0])).toContain('event_untaken')
  logged.mockRestore()
})
