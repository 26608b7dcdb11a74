/** The queue consumers: from deliveries to facts, confirmations and dead letters. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { encodeFacts } from '../../contract/facts-text.ts'
import type { FactMessage } from '../../contract/facts.ts'
import { batchId } from '../../contract/ids.ts'
import { consumeDead } from '../../workers/rollup/queue/consume-dead.ts'
import { consumeEvents } from '../../workers/rollup/queue/consume-events.ts'
import { crowd, eventOf, messageOf, messagesOf, minute0, seeded, settingsOf } from '../contract/facts.ts'
import { naiveMetrics } from '../contract/model.ts'
import { seedApp } from '../support/seed.ts'
import { delivered, fates, readerOf, realDeps, RecordedDelivery, recordedWorld, troubledWriter } from './rollup-harness.ts'

const later = minute0 + 600_000

/** Expected failures are logged; what is logged is not what these tests are about. */
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

/** A message whose events line is not what its header promises. */
const poisoned = (message: FactMessage): FactMessage => ({ ...message, events: '[[0,"half' })

const deadLetter = (id: string) => env.KERNEL_DB.prepare('SELECT * FROM dead_letters WHERE id = ?').bind(id).first()

describe('the events queue', () => {
  test('[STYLE 14] facts are stored, then confirmed per object, then acked', async () => {
    const { app } = await seedApp()
    const { bindings, confirmed } = recordedWorld()
    const messages = [
      messageOf(app.app_id, { events: [eventOf()], seqs: [1, 2] }),
      messageOf(app.app_id, { events: [eventOf({ actor: 'bob' })], seqs: [2, 3] }),
      messageOf(app.app_id, { events: [eventOf({ actor: 'cy' })], seqs: [9], shard: 1 }),
    ]
    const deliveries = messages.map((message) => delivered(message))
    await consumeEvents(deliveries, bindings, realDeps())
    expect(fates(deliveries)).toEqual(['acked', 'acked', 'acked'])
    expect(confirmed).toEqual([
      { object: `telemetry/${app.app_id}/global/0`, seqs: [1, 2, 3] },
      { object: `telemetry/${app.app_id}/global/1`, seqs: [9] },
    ])
    expect((await readerOf(app).snapshot(later)).metrics).toMatchObject({ total_events: 3, total_users: 3 })
  })

  test('[FAILURES 2] messages of several apps on two databases, 1–5 times, shuffled: each app has its own, once', async () => {
    const random = seeded(7)
    const { bindings } = recordedWorld()
    const tenants = await Promise.all([0, 1, 0].map((shard) => seedApp({ event_shard: shard })))
    const facts = tenants.map(({ app }) => ({ app, events: crowd(random, 150, 3) }))
    const all = facts.flatMap(({ app, events }) => [20, 35].flatMap((size) => messagesOf(app.app_id, events, size)))
    const deliveries = random.shuffled(all.flatMap((message) => Array.from({ length: 1 + random.below(5) }, () => delivered(message))))
    for (let i = 0; i < deliveries.length; i += 20) await consumeEvents(deliveries.slice(i, i + 20), bindings, realDeps())
    expect(new Set(fates(deliveries))).toEqual(new Set(['acked']))
    for (const { app, events } of facts) {
      expect((await readerOf(app).snapshot(later)).metrics).toMatchObject({
        total_events: 150,
        total_users: naiveMetrics(events, later).total_users,
      })
      expect(await readerOf(app).verify({})).toMatchObject({ mismatches: 0 })
    }
  })

  test('[FAILURES 1] a poisoned message is alone with its fate', async () => {
    const { app } = await seedApp()
    const { bindings, confirmed } = recordedWorld()
    const messages = Array.from({ length: 5 }, (_, i) => messageOf(app.app_id, { events: [eventOf({ id: `e${i}` })], seqs: [i] }))
    const deliveries = messages.map((message, i) => delivered(i === 2 ? poisoned(message) : message))
    deliveries.push(new RecordedDelivery('not facts'), new RecordedDelivery({ v: 1 }), new RecordedDelivery('{}\n[]\n[]\n[]'))
    await consumeEvents(deliveries, bindings, realDeps())
    expect(fates(deliveries)).toEqual(['acked', 'acked', 'retried', 'acked', 'acked', 'retried', 'retried', 'retried'])
    expect(confirmed.flatMap(({ seqs }) => seqs)).toEqual([0, 1, 3, 4])
    expect((await readerOf(app).snapshot(later)).metrics.total_events).toBe(4)
    expect(await readerOf(app).verify({})).toMatchObject({ mismatches: 0 })
  })

  test('[FAILURES 8] facts that name two apps belong to neither', async () => {
    const [one, two] = [await seedApp(), await seedApp()]
    const { bindings, confirmed } = recordedWorld()
    const message = messageOf(one.app.app_id, { events: [eventOf()] })
    const foreign = { ...message, header: { ...message.header, source: { object: `telemetry/${two.app.app_id}/global/0`, seqs: [1] } } }
    const delivery = delivered(foreign)
    await consumeEvents([delivery], bindings, realDeps())
    expect(delivery.fate).toBe('retried')
    expect(confirmed).toEqual([])
    expect((await readerOf(one.app).snapshot(later)).metrics.total_events).toBe(0)
  })

  test('[STYLE 13] a database in trouble is not asked message by message', async () => {
    const { app } = await seedApp()
    const { bindings, confirmed } = recordedWorld()
    const { state, writer } = troubledWriter(() => new Error('D1_ERROR: Network connection lost.'))
    const deliveries = [1, 2, 3].map(() => delivered(messageOf(app.app_id, { events: [eventOf()] })))
    await consumeEvents(deliveries, bindings, realDeps({ writer }))
    expect(fates(deliveries)).toEqual(['retried', 'retried', 'retried'])
    expect(state.calls).toBe(1)
    expect(confirmed).toEqual([])
  })

  test('[FAILURES 1] an unknown app and an unreachable directory are retried, neighbours are stored', async () => {
    const { app } = await seedApp()
    const { bindings } = recordedWorld()
    const stranger = settingsOf()
    const deliveries = [stranger, app].map(({ app_id }) => delivered(messageOf(app_id, { events: [eventOf()] })))
    await consumeEvents(deliveries, bindings, realDeps())
    expect(fates(deliveries)).toEqual(['retried', 'acked'])
    const down = delivered(messageOf(app.app_id, { events: [eventOf()] }))
    await consumeEvents([down], bindings, realDeps({ settings: () => Promise.reject(new Error('D1_ERROR: D1 DB is overloaded')) }))
    expect(down.fate).toBe('retried')
  })

  test('[FAILURES 1] a lost confirmation changes nothing: the facts come again and stay counted once', async () => {
    const { app } = await seedApp()
    const { bindings, confirmed, unreachable } = recordedWorld()
    const object = `telemetry/${app.app_id}/global/0`
    unreachable.add(object)
    const events = [eventOf(), eventOf()]
    const first = delivered(messageOf(app.app_id, { events, seqs: [4] }))
    await consumeEvents([first], bindings, realDeps())
    expect(first.fate).toBe('acked')
    unreachable.clear()
    const again = delivered(messageOf(app.app_id, { events, seqs: [4] }))
    await consumeEvents([again], bindings, realDeps())
    expect(confirmed).toEqual([{ object, seqs: [4] }])
    expect((await readerOf(app).snapshot(later)).metrics.total_events).toBe(2)
    const batches = await env.EVENTS_00.prepare('SELECT count(*) AS n FROM batches WHERE app_id = ?').bind(app.app_id).first('n')
    expect(batches).toBe(1)
  })
})

describe('the dead-letter queue', () => {
  test('[FAILURES 1] what still can not be stored is parked readably, then its object lets go of it', async () => {
    const { app } = await seedApp()
    const { bindings, confirmed } = recordedWorld()
    const bad = poisoned(messageOf(app.app_id, { events: [eventOf()], seqs: [5] }))
    const delivery = delivered(bad, 2)
    await consumeDead([delivery], bindings, realDeps())
    expect(delivery.fate).toBe('acked')
    expect(confirmed).toEqual([{ object: bad.header.source.object, seqs: [5] }])
    const letter = await deadLetter(bad.header.id)
    expect(letter).toMatchObject({ queue: 'prost-events', app_id: app.app_id, body: encodeFacts(bad), attempts: 2, replayed_at: null })
    expect(String(letter?.error)).toContain('JSON')
  })

  test('[FAILURES 1] a stored body sent again is stored, once the reason is gone', async () => {
    const { bindings, confirmed } = recordedWorld()
    const app = settingsOf()
    const message = messageOf(app.app_id, { events: [eventOf({ id: 'late' })] })
    const dead = delivered(message)
    await consumeDead([dead], bindings, realDeps())
    const letter = await deadLetter(message.header.id)
    expect(String(letter?.error)).toBe(`there is no app ${app.app_id}`)
    await env.KERNEL_DB.prepare(`UPDATE dead_letters SET replayed_at = 1 WHERE id = ?`).bind(message.header.id).run()

    const settings = () => Promise.resolve(app)
    const replays = [1, 2].map(() => new RecordedDelivery(letter?.body))
    for (const replay of replays) await consumeEvents([replay], bindings, realDeps({ settings }))
    expect(fates(replays)).toEqual(['acked', 'acked'])
    expect(confirmed).toHaveLength(3)
    expect((await readerOf(app).snapshot(later)).metrics.total_events).toBe(1)

    await consumeDead([delivered(message)], bindings, realDeps())
    expect(await deadLetter(message.header.id)).toMatchObject({ replayed_at: null })
  })

  test('[FAILURES 1] bodies that are not facts are parked too', async () => {
    const { bindings, confirmed } = recordedWorld()
    const deliveries = [new RecordedDelivery('not facts'), new RecordedDelivery({ v: 9 })]
    await consumeDead(deliveries, bindings, realDeps())
    expect(fates(deliveries)).toEqual(['acked', 'acked'])
    expect(confirmed).toEqual([])
    expect(await deadLetter(deliveries[0]?.id ?? '')).toMatchObject({ app_id: null, body: 'not facts' })
    expect(await deadLetter(deliveries[1]?.id ?? '')).toMatchObject({ body: '{"v":9}', error: 'the body is not text' })
  })

  test('[FAILURES 1] one more try: what can be stored by now is no dead letter', async () => {
    const { app } = await seedApp()
    const { bindings, confirmed } = recordedWorld()
    const message = messageOf(app.app_id, { events: [eventOf()], seqs: [6] })
    const delivery = delivered(message)
    await consumeDead([delivery], bindings, realDeps())
    expect(delivery.fate).toBe('acked')
    expect(confirmed).toHaveLength(1)
    expect(await deadLetter(message.header.id)).toBeNull()
  })

  test('[STYLE 13] a passing trouble is waited for, not parked; without a kernel nothing is let go of', async () => {
    const { app } = await seedApp()
    const { bindings, confirmed } = recordedWorld()
    const { writer } = troubledWriter(() => new Error('D1_ERROR: D1 DB is overloaded. Requests queued for too long.'))
    const [waiting, weary] = [1, 20].map((attempts) => delivered(messageOf(app.app_id, { events: [eventOf()] }), attempts))
    await consumeDead(
      [waiting, weary].filter((one) => one !== undefined),
      bindings,
      realDeps({ writer }),
    )
    expect([waiting?.fate, weary?.fate]).toEqual(['retried', 'acked'])
    expect(confirmed).toHaveLength(1)

    const noKernel = {
      ...bindings,
      KERNEL_DB: {
        prepare: () => {
          throw new Error('the kernel is down')
        },
      } as unknown as D1Database,
    }
    const stuck = new RecordedDelivery('not facts')
    await consumeDead([stuck], noKernel, realDeps())
    expect(stuck.fate).toBe('retried')
  })
})

describe('the real queue', () => {
  const until = async <T>(what: () => Promise<T | null>): Promise<T> => {
    for (const deadline = Date.now() + 25_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 100))) {
      const found = await what()
      if (found !== null) return found
    }
    throw new Error('it did not happen in time')
  }

  test('[FAILURES 1] from the queue to the store, and from failing retries to a dead letter', async () => {
    const { app } = await seedApp()
    const good = messageOf(app.app_id, { events: [eventOf({ id: 'good' })] })
    const bad = poisoned(messageOf(app.app_id, { events: [eventOf({ id: 'bad' })], id: batchId.parse(crypto.randomUUID()) }))
    for (const message of [bad, good]) await env.EVENTS_QUEUE.send(encodeFacts(message), { contentType: 'text' })
    expect(await until(() => readerOf(app).event('good'))).toMatchObject({ id: 'good' })
    expect(await until(() => deadLetter(bad.header.id))).toMatchObject({ app_id: app.app_id, body: encodeFacts(bad) })
    expect((await readerOf(app).snapshot(Date.now())).metrics.total_events).toBe(1)
  })
})
