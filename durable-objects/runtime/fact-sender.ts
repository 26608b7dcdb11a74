/** Facts of an object as events of its app: by the rules of every event, into the telemetry objects, which dedupe them by id. */
import type { AppSettings } from '../../contract/keys.ts'
import type { TelemetryShardRpc } from '../../contract/telemetry.ts'
import { botLabel } from '../../domain/events/bot-label.ts'
import { prepareEvents } from '../../domain/events/prepare-events.ts'
import { readBatch } from '../../domain/events/read-batch.ts'
import { telemetryAllowance } from '../../domain/limits/telemetry-allowance.ts'
import { newId } from '../../contract/ids.ts'
import { telemetryShardName } from '../names.ts'

export type TelemetryObjects = { getByName(name: string): Pick<TelemetryShardRpc, 'accept'> }

/** `shard`: the one that owns the facts' actor. `facts`: events as JSON text, each with an id. Throws when they are not kept. */
export const sendFacts = async (
  objects: TelemetryObjects,
  app: AppSettings,
  shard: number,
  facts: readonly string[],
  now: number,
): Promise<void> => {
  const batch = readBatch('json', new Headers(), new TextEncoder().encode(`[${facts.join(',')}]`))
  if (!batch.ok) throw new Error(`facts can not be read: ${batch.error.detail}`)
  const items = prepareEvents(batch.value, { receivedAt: now, newId, isBot: botLabel(false) })
  if (!items.ok) throw new Error(`facts are not events: ${items.error.detail}`)
  const { app_id, session_ttl_s } = app
  const request = { app_id, session_ttl_s, received_at: now, allowance: telemetryAllowance(app, 1), items: items.value }
  const answer = await objects.getByName(telemetryShardName(app, shard)).accept(request)
  if (!answer.ok) throw new Error('the telemetry object takes no facts now')
}
