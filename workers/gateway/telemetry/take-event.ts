/**
 * Takes one event for an app whose operator sends it: by the rules of the ingest door and into the same objects, because that door asks for
 * a key, and an operator has none. The answer is the door's.
 */
import type { Failure, Result } from '../../../contract/errors.ts'
import type { IngestAnswer } from '../../../contract/events.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import type { AcceptAnswer, AcceptItem } from '../../../contract/telemetry.ts'
import { botLabel } from '../../../domain/events/bot-label.ts'
import { idSource } from '../../../domain/events/event-id.ts'
import { ingestAnswer } from '../../../domain/events/ingest-answer.ts'
import { prepareEvents } from '../../../domain/events/prepare-events.ts'
import { readBatch } from '../../../domain/events/read-batch.ts'
import { telemetryAllowance } from '../../../domain/limits/telemetry-allowance.ts'
import { telemetryShardName, telemetryShardOf } from '../../../durable-objects/names.ts'
import { errorText, logError } from '../../shared/log.ts'
import { rateLimited } from '../../shared/rate-limit-headers.ts'
import type { GatewayBindings } from '../bindings.ts'

type Objects = Pick<GatewayBindings, 'TELEMETRY_SHARD'>

const notPromised: Failure = { code: 'temporarily_unavailable', detail: 'Send it again; it is taken once.', retryAfterSeconds: 1 }

/** `body`: the JSON text of an array of one. */
export const takeEvent = async (env: Objects, app: AppSettings, body: string, now: number): Promise<Result<IngestAnswer>> => {
  const batch = readBatch('json', new Headers(), new TextEncoder().encode(body))
  if (!batch.ok) return batch
  const items = prepareEvents(batch.value, { receivedAt: now, newId: idSource(app.app_id, null), isBot: botLabel(false) })
  if (!items.ok) return items
  const answer = await accepted(env, app, items.value, now)
  if (answer.ok) return { ok: true, value: ingestAnswer(items.value, answer.verdicts) }
  return { ok: false, error: answer.limited === undefined ? notPromised : rateLimited(answer.limited.retryAfterMs) }
}

/** An object that does not answer has promised nothing. */
const accepted = async (env: Objects, app: AppSettings, items: readonly AcceptItem[], received_at: number): Promise<AcceptAnswer> => {
  const [first] = items
  if (first === undefined) return { ok: true, verdicts: [] }
  const owner = first.kind === 'quarantine' ? first.id : first.actor_id
  const object = env.TELEMETRY_SHARD.getByName(telemetryShardName(app, telemetryShardOf(app, owner)))
  const { app_id, session_ttl_s } = app
  const request = { app_id, session_ttl_s, received_at, allowance: telemetryAllowance(app, 1), items }
  try {
    return await object.accept(request)
  } catch (error) {
    logError({ event: 'event_untaken', app_id, error: errorText(error) })
    return { ok: false, retryAfterSeconds: 1 }
  }
}
