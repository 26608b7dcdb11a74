/** The rollup Worker: consumes the events queue and its dead letters, and wakes objects every minute. */
import { D1EventStore } from '../../storage/events/d1-event-store.ts'
import { findApp } from '../../storage/kernel/app-directory.ts'
import type { RollupBindings, RollupDeps } from './bindings.ts'
import { consumeDead, deadQueue } from './queue/consume-dead.ts'
import { consumeEvents } from './queue/consume-events.ts'
import { wakeChannels } from './scheduled/wake-channels.ts'
import { watchdog } from './scheduled/watchdog.ts'
import { SettingsCache } from './settings-cache.ts'

const cache = new SettingsCache(Date.now)

const deps: RollupDeps = {
  settings: (env, appId) => cache.get(appId, (id) => findApp(env.KERNEL_DB, id)),
  writer: (env) => new D1EventStore(env),
  now: Date.now,
}

export default {
  queue: (batch, env) => (batch.queue === deadQueue ? consumeDead : consumeEvents)(batch.messages, env, deps),
  scheduled: async ({ scheduledTime }, env) => {
    await Promise.all([watchdog(scheduledTime, env), wakeChannels(scheduledTime, env)])
  },
} satisfies ExportedHandler<RollupBindings>
