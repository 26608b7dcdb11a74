/**
 * Making, changing and ending channels, and how one is. The kernel keeps which channels there are; the object of a channel alone keeps the
 * secrets of its LAB, which are made here and shown in the answer.
 */
import type { Context } from 'hono'
import { channelHealth } from '../../../contract/channel.ts'
import type {
  Channel,
  ChannelChanges,
  ChannelReading,
  ChannelSetup,
  ChannelWithSecret,
  NewChannelInput,
  RotatedSecret,
} from '../../../contract/channel.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import { channelId, newId } from '../../../contract/ids.ts'
import type { ChannelId } from '../../../contract/ids.ts'
import { appRules } from '../../../domain/apps/app-rules.ts'
import { newLabSecret } from '../../../domain/channel/lab-secret.ts'
import { changedSetup, newSettings } from '../../../domain/channel/setup-changes.ts'
import { channelName } from '../../../durable-objects/names.ts'
import { AppChannels } from '../../../storage/kernel/channels.ts'
import { errorText, logError, requestMark } from '../../shared/log.ts'
import { actorOf, noteData, noteOf, operatorOf } from '../../shared/access/caller.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { nothingHere } from '../../shared/http/reply.ts'

const tooMany: Failure = { code: 'too_many', detail: `An app has at most ${appRules.channels} channels; end one first.` }
const away: Failure = { code: 'temporarily_unavailable', detail: 'The channel can not be asked right now.', retryAfterSeconds: 2 }

export const channelsOf = (c: Context<ApiEnv>): AppChannels => new AppChannels(c.env.KERNEL_DB, operatorOf(c).app.app_id)

const setupOf = (c: Context<ApiEnv>, { id, name, settings }: Pick<Channel, 'id' | 'name' | 'settings'>): ChannelSetup => ({
  app_id: operatorOf(c).app.app_id,
  channel_id: id,
  name,
  settings,
})

const objectOf = (c: Context<ApiEnv>, id: ChannelId) => c.env.CHANNEL.getByName(channelName(operatorOf(c).app.app_id, id))

const about = (id: ChannelId) => ({ object: { kind: 'channel', id } })

/** Its object first: so there is no channel without a secret, and an object that no row names is reached by nobody. */
export const makeChannel = async (c: Context<ApiEnv>, deps: GatewayDeps, input: NewChannelInput): Promise<Result<ChannelWithSecret>> => {
  const wanted = { id: channelId.parse(newId()), name: input.name, settings: newSettings(input.settings) }
  if (await channelsOf(c).isFull()) return { ok: false, error: tooMany }
  const secret = newLabSecret()
  const kept = await asked(c, () => objectOf(c, wanted.id).addSecret(setupOf(c, wanted), secret, 0, act(c)))
  if (!kept.ok) return kept
  const now = deps.now()
  const note = noteOf(c, now, { action: 'channel.created', ...about(wanted.id), data: noteData({ name: wanted.name, ...wanted.settings }) })
  const made = await channelsOf(c).create(wanted, { now, note })
  return made === null ? { ok: false, error: tooMany } : { ok: true, value: { ...made, secret } }
}

/** A live channel with how it is. */
export const readChannel = async (c: Context<ApiEnv>, id: ChannelId): Promise<Result<ChannelReading>> => {
  const found = await live(c, id)
  if (!found.ok) return found
  const health = await asked(c, async () => channelHealth.parse(JSON.parse(await objectOf(c, id).health(setupOf(c, found.value)))))
  return health.ok ? { ok: true, value: { ...found.value, ...health.value } } : health
}

export const changeChannel = async (
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  id: ChannelId,
  changes: ChannelChanges,
): Promise<Result<Channel>> => {
  const found = await live(c, id)
  if (!found.ok) return found
  const after = changedSetup(found.value, changes)
  if (after === null) return found
  const now = deps.now()
  const note = noteOf(c, now, { action: 'channel.changed', ...about(id), data: noteData(changes) })
  const changed = await channelsOf(c).change(id, after, { now, note })
  return changed === null ? { ok: false, error: nothingHere } : { ok: true, value: changed }
}

/** Its doors close with the row; what the object still keeps ends now, or with the watchdog. */
export const endChannel = async (c: Context<ApiEnv>, deps: GatewayDeps, id: ChannelId): Promise<Result<Channel>> => {
  const now = deps.now()
  const archived = await channelsOf(c).archive(id, { now, note: noteOf(c, now, { action: 'channel.archived', ...about(id) }) })
  if (archived === null) return { ok: false, error: nothingHere }
  try {
    await objectOf(c, id).close()
  } catch (error) {
    logError({ event: 'channel_unended', object: channelName(operatorOf(c).app.app_id, id), error: errorText(error) })
  }
  return { ok: true, value: archived }
}

/** The note of it is the object's, in one transaction with the secret. */
export const rotateSecret = async (c: Context<ApiEnv>, id: ChannelId, overlapS: number): Promise<Result<RotatedSecret>> => {
  const found = await live(c, id)
  if (!found.ok) return found
  const secret = newLabSecret()
  const secrets = await asked(c, () => objectOf(c, id).addSecret(setupOf(c, found.value), secret, overlapS * 1_000, act(c)))
  return secrets.ok ? { ok: true, value: { secret, secrets: secrets.value } } : secrets
}

const act = (c: Context<ApiEnv>) => ({ actor: actorOf(c.get('caller')), request_id: c.get('requestId') })

const live = async (c: Context<ApiEnv>, id: ChannelId): Promise<Result<Channel>> => {
  const found = await channelsOf(c).find(id)
  return found === null || found.archived_at !== null ? { ok: false, error: nothingHere } : { ok: true, value: found }
}

/** What the object answers; 503 when it does not. */
const asked = async <T>(c: Context<ApiEnv>, work: () => Promise<T>): Promise<Result<T>> => {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    const mark = requestMark(c.get('requestId'), c.get('trace'))
    logError({ event: 'channel_unavailable', ...mark, path: c.req.path, error: errorText(error) })
    return { ok: false, error: away }
  }
}
