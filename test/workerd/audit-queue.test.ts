/** [K10] Notes from Workers that do not write to the kernel: through the events queue, each once, bad ones readably dead. */
import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { encodeFacts } from '../../contract/facts-text.ts'
import { encodeAuditMessage } from '../../contract/audit-message.ts'
import type { AuditNote } from '../../contract/audit.ts'
import { appId, newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import { chainPending } from '../../storage/kernel/audit-chain.ts'
import { AuditTrail } from '../../storage/kernel/audit-trail.ts'
import { consumeDead } from '../../workers/rollup/queue/consume-dead.ts'
import { consumeEvents } from '../../workers/rollup/queue/consume-events.ts'
import { eventOf, messageOf, minute0 } from '../contract/facts.ts'
import { someNotes, testKeys } from '../support/audit.ts'
import { seedApp } from '../support/seed.ts'
import { RecordedDelivery, fates, readerOf, realDeps, recordedWorld } from './rollup-harness.ts'

/** Expected failures are logged; what is logged is not what these tests are about. */
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  return () => vi.restoreAllMocks()
})

const messageFor = (app: AppId, notes: readonly AuditNote[]): string => encodeAuditMessage(notes.map((note) => ({ app_id: app, note })))
const chained = async (app: AppId): Promise<string[]> => {
  await chainPending(env.KERNEL_DB, app, testKeys, Date.now)
  const page = await new AuditTrail(env.KERNEL_DB, app).list({}, { limit: 200 })
  return page?.data.map(({ id }) => id).toReversed() ?? []
}
const ids = (notes: readonly AuditNote[]): string[] => notes.map(({ entry_id }) => entry_id)
/** Counts what it was told: a message is settled once. */
class CountedDelivery extends RecordedDelivery {
  told = 0

  override ack(): void {
    this.told++
    super.ack()
  }

  override retry(): void {
    this.told++
    super.retry()
  }
}

const kernelFailing = (message: string) => {
  const state = { calls: 0 }
  const KERNEL_DB = {
    prepare: () => {
      state.calls++
      throw new Error(message)
    },
  } as unknown as D1Database
  return { state, bindings: { ...recordedWorld().bindings, KERNEL_DB } }
}

describe('the events queue', () => {
  test('[FAILURES 2] notes delivered 1–5 times, among facts and from several apps, are entries once; facts are not disturbed', async () => {
    const [{ app }, other] = [await seedApp(), appId.parse(newId())]
    const [mine, theirs] = [someNotes(5), someNotes(4)]
    const { bindings } = recordedWorld()
    const bodies = [messageFor(app.app_id, mine), messageFor(other, theirs), messageFor(app.app_id, mine)]
    for (let round = 0; round < 5; round++) {
      const deliveries = [...bodies, encodeFacts(messageOf(app.app_id, { events: [eventOf({ id: `event-${round}` })] }))].map(
        (body) => new CountedDelivery(body),
      )
      await consumeEvents(deliveries, bindings, realDeps())
      expect(deliveries.map(({ fate, told }) => [fate, told])).toEqual(Array.from({ length: 4 }, () => ['acked', 1]))
      expect(await chained(app.app_id)).toEqual(ids(mine))
    }
    expect(await chained(other)).toEqual(ids(theirs))
    expect((await readerOf(app).snapshot(minute0 + 600_000)).metrics.total_events).toBe(5)
  })

  test('[FAILURES 1] a bad message is alone with its fate', async () => {
    const app = appId.parse(newId())
    const notes = someNotes(2)
    const bad = ['{"v":2,"kind":"audit"}\n[]', '{"v":1,"kind":"audit"}\n[{', messageFor(app, notes).replace('key.revoked', 'Revoked')]
    const deliveries = [...bad, messageFor(app, notes)].map((body) => new RecordedDelivery(body))
    await consumeEvents(deliveries, recordedWorld().bindings, realDeps())
    expect(fates(deliveries)).toEqual(['retried', 'retried', 'retried', 'acked'])
    expect(await chained(app)).toEqual(ids(notes))
  })

  test('[STYLE 13] a kernel in trouble is not asked message by message', async () => {
    const { bindings, state } = kernelFailing('D1_ERROR: D1 DB is overloaded')
    const deliveries = [1, 2, 3].map(() => new RecordedDelivery(messageFor(appId.parse(newId()), someNotes(1))))
    await consumeEvents(deliveries, bindings, realDeps())
    expect(fates(deliveries)).toEqual(['retried', 'retried', 'retried'])
    expect(state.calls).toBe(1)
  })
})

describe('the dead-letter queue', () => {
  test('one more try, then readable with its reason', async () => {
    const app = appId.parse(newId())
    const notes = someNotes(1)
    const good = new RecordedDelivery(messageFor(app, notes))
    const bad = new RecordedDelivery('{"v":9,"kind":"audit"}\n[]')
    await consumeDead([good, bad], recordedWorld().bindings, realDeps())
    expect(fates([good, bad])).toEqual(['acked', 'acked'])
    expect(await chained(app)).toEqual(ids(notes))
    const letter = await env.KERNEL_DB.prepare('SELECT * FROM dead_letters WHERE id = ?').bind(bad.id).first()
    expect(letter).toMatchObject({ queue: 'prost-events', body: bad.body })
    expect(String(letter?.['error'])).toContain('v')
  })

  test('a trouble that passes is waited for', async () => {
    const { bindings } = kernelFailing('D1_ERROR: Network connection lost.')
    const delivery = new RecordedDelivery(messageFor(appId.parse(newId()), someNotes(1)))
    await consumeDead([delivery], bindings, realDeps())
    expect(delivery.fate).toBe('retried')
  })
})

test('the real queue brings notes to the kernel', async () => {
  const app = appId.parse(newId())
  const notes = someNotes(3)
  await env.EVENTS_QUEUE.send(messageFor(app, notes), { contentType: 'text' })
  await vi.waitFor(async () => expect(await chained(app)).toEqual(ids(notes)), { timeout: 20_000, interval: 100 })
})
