/** The events queue: facts into the store, confirmations back, ack or retry message by message. */
import { errorText, logError } from '../../shared/log.ts'
import type { RollupBindings, RollupDeps } from '../bindings.ts'
import { applyFacts } from './apply.ts'
import { confirmFacts } from './confirm.ts'
import { byApp, openEnvelope, retryDelay } from './envelope.ts'
import type { Delivery, Envelope } from './envelope.ts'

export const consumeEvents = async (deliveries: readonly Delivery[], env: RollupBindings, deps: RollupDeps): Promise<void> => {
  const envelopes = deliveries.flatMap(openOrRetry)
  // Apps do not wait for each other: one may be on a database that is in trouble.
  await Promise.all(
    Array.from(byApp(envelopes), async ([appId, ofApp]) => {
      const { stored, refused } = await applyFacts(env, deps, appId, ofApp)
      await confirmFacts(
        env,
        stored.map(({ facts }) => facts.header),
      )
      for (const { delivery } of stored) delivery.ack()
      for (const { envelope, error } of refused) retry(envelope.delivery, errorText(error))
    }),
  )
}

const openOrRetry = (delivery: Delivery): Envelope[] => {
  const opened = openEnvelope(delivery)
  if (opened.ok) return [opened.value]
  retry(delivery, opened.error)
  return []
}

const retry = (delivery: Delivery, error: string): void => {
  logError({ event: 'facts_refused', message: delivery.id, attempts: delivery.attempts, error })
  delivery.retry(retryDelay(delivery))
}
