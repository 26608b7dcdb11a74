/** The events queue: facts into the store, confirmations back, audit notes and flags to the kernel; ack or retry message by message. */
import { errorText, logError } from '../../shared/log.ts'
import type { RollupBindings, RollupDeps } from '../bindings.ts'
import { applyFacts } from './apply.ts'
import { confirmFacts } from './confirm.ts'
import { byApp, openEnvelope, retryDelay } from './envelope.ts'
import type { Delivery, Envelope } from './envelope.ts'
import { isForKernel, keepForKernel } from './keep-for-kernel.ts'

export const consumeEvents = async (deliveries: readonly Delivery[], env: RollupBindings, deps: RollupDeps): Promise<void> => {
  const envelopes = deliveries.filter(({ body }) => !isForKernel(body)).flatMap(openOrRetry)
  // Apps do not wait for each other: one may be on a database that is in trouble.
  await Promise.all([
    consumeKernel(
      deliveries.filter(({ body }) => isForKernel(body)),
      env,
    ),
    ...Array.from(byApp(envelopes), async ([appId, ofApp]) => {
      const { stored, refused } = await applyFacts(env, deps, appId, ofApp)
      await confirmFacts(
        env,
        stored.map(({ facts }) => facts.header),
      )
      for (const { delivery } of stored) delivery.ack()
      for (const { envelope, error } of refused) retry(envelope.delivery, errorText(error))
    }),
  ])
}

/** One after the other; a trouble that passes would meet the rest too, so they wait with it. */
const consumeKernel = async (deliveries: readonly Delivery[], env: RollupBindings): Promise<void> => {
  for (const [index, delivery] of deliveries.entries()) {
    const kept = await keepForKernel(env, String(delivery.body))
    if (kept.ok) delivery.ack()
    else if (!kept.passing) retry(delivery, errorText(kept.error))
    else return deliveries.slice(index).forEach((waiting) => retry(waiting, errorText(kept.error)))
  }
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
