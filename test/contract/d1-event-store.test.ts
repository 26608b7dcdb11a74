/** The event store's contract, on D1. */
import { env } from 'cloudflare:workers'
import { D1EventReader } from '../../storage/events/d1-event-reader.ts'
import { D1EventStore } from '../../storage/events/d1-event-store.ts'
import { eventStoreContract } from './event-store.suite.ts'

eventStoreContract('D1', () => ({
  writer: new D1EventStore(env),
  reader: (app) => new D1EventReader(env.EVENTS_00, app),
  tamper: async (app) => {
    await env.EVENTS_00.prepare(`UPDATE buckets SET events = events + 1 WHERE app_id = ? AND grain = 'minute'`).bind(app.app_id).run()
  },
}))
