/**
 * The dead-letter queue: each message is tried once more, alone. What is refused again is parked readably in the kernel,
 * and only then does its object let go of it: the fact is durable there and can be replayed.
 */
import { decodeHeader } from '../../../contract/facts.ts'
import { storeDeadLetter } from '../../../storage/kernel/dead-letters.ts'
import { errorText, logError } from '../../shared/log.ts'
import type { RollupBindings, RollupDeps } from '../bindings.ts'
import { applyFacts } from './apply.ts'
import { confirmFacts } from './confirm.ts'
import { openEnvelope, retryDelay } from './envelope.ts'
import type { Delivery } from './envelope.ts'
import { isForKernel, keepForKernel } from './keep-for-kernel.ts'

export const deadQueue = 'prost-events-dead'
const eventsQueue = 'prost-events'

/** A trouble that passes is waited for this often (300 s apart at the end) before the message is parked all the same. */
const patience = 20

export const consumeDead = async (deliveries: readonly Delivery[], env: RollupBindings, deps: RollupDeps): Promise<void> => {
  for (const delivery of deliveries) await settle(delivery, env, deps)
}

const settle = async (delivery: Delivery, env: RollupBindings, deps: RollupDeps): Promise<void> => {
  const outcome = await tryAgain(delivery, env, deps)
  if (outcome.kind === 'passing' && delivery.attempts < patience) {
    delivery.retry(retryDelay(delivery))
    return
  }
  try {
    if (outcome.kind !== 'stored') await park(delivery, outcome.error, env, deps.now())
  } catch (error) {
    logError({ event: 'parking_failed', message: delivery.id, attempts: delivery.attempts, error: errorText(error) })
    delivery.retry(retryDelay(delivery))
    return
  }
  const header = decodeHeader(delivery.body)
  if (header.ok) await confirmFacts(env, [header.value])
  delivery.ack()
}

type Outcome = { readonly kind: 'stored' } | { readonly kind: 'passing' | 'refused'; readonly error: string }

const tryAgain = async (delivery: Delivery, env: RollupBindings, deps: RollupDeps): Promise<Outcome> => {
  if (isForKernel(delivery.body)) {
    const kept = await keepForKernel(env, delivery.body)
    return kept.ok ? { kind: 'stored' } : { kind: kept.passing ? 'passing' : 'refused', error: reason(kept.error) }
  }
  const opened = openEnvelope(delivery)
  if (!opened.ok) return { kind: 'refused', error: opened.error }
  const { refused } = await applyFacts(env, deps, opened.value.facts.header.app_id, [opened.value])
  const [first] = refused
  return first ? { kind: first.passing ? 'passing' : 'refused', error: reason(first.error) } : { kind: 'stored' }
}

/** What went wrong, for people; the stack is in the log. */
const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const park = async (delivery: Delivery, error: string, env: RollupBindings, now: number): Promise<void> => {
  const header = decodeHeader(delivery.body)
  const letter = {
    id: header.ok ? header.value.id : delivery.id,
    queue: eventsQueue,
    appId: header.ok ? header.value.app_id : null,
    body: typeof delivery.body === 'string' ? delivery.body : JSON.stringify(delivery.body),
    error,
    attempts: delivery.attempts,
    firstSentAt: delivery.timestamp.getTime(),
  }
  await storeDeadLetter(env.KERNEL_DB, letter, now)
  logError({ event: 'facts_parked', message: letter.id, app_id: letter.appId, error })
}
