/** A queue message and the facts in it: parsing, grouping by app, and how long a failed one waits. */
import { decodeFacts } from '../../../contract/facts.ts'
import type { FactMessage } from '../../../contract/facts.ts'
import type { AppId } from '../../../contract/ids.ts'
import { appOfObjectName } from '../../../durable-objects/names.ts'

export type Delivery = Pick<Message, 'id' | 'timestamp' | 'body' | 'attempts' | 'ack' | 'retry'>

/** A delivery whose body is what its producer promised. */
export type Envelope = { readonly delivery: Delivery; readonly facts: FactMessage }

/** Facts come from an object of their own app: a body that names two apps belongs to neither. */
export const openEnvelope = (delivery: Delivery): { ok: true; value: Envelope } | { ok: false; error: string } => {
  const facts = decodeFacts(delivery.body)
  if (!facts.ok) return facts
  const { app_id: appId, source } = facts.value.header
  if (appOfObjectName(source.object) !== appId) return { ok: false, error: `facts of ${appId} from the object ${source.object}` }
  return { ok: true, value: { delivery, facts: facts.value } }
}

export const byApp = (envelopes: readonly Envelope[]): Map<AppId, Envelope[]> => Map.groupBy(envelopes, ({ facts }) => facts.header.app_id)

/** 2, 4, 8 … s: a short trouble passes before the dead letters begin. */
export const retryDelay = ({ attempts }: Pick<Delivery, 'attempts'>): QueueRetryOptions => ({ delaySeconds: Math.min(2 ** attempts, 300) })
