/** Making, rotating and revoking keys. A secret is made here, shown in the answer, and kept as a hash. */
import type { Context } from 'hono'
import type { Key, KeyWithSecret, NewKeyInput } from '../../../contract/apps.ts'
import type { Failure, Result } from '../../../contract/errors.ts'
import { keyId, newId, publicKey } from '../../../contract/ids.ts'
import type { KeyId } from '../../../contract/ids.ts'
import { appRules } from '../../../domain/apps/app-rules.ts'
import { hashSecret, newPublicKey, newSecret } from '../../../domain/credentials/secret-digest.ts'
import { AppKeys } from '../../../storage/kernel/keys.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteOf, operatorOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { followUpAtOnce } from './follow-ups.ts'
import { nothingHere } from '../../shared/http/reply.ts'

const tooManyKeys: Failure = { code: 'too_many', detail: `An app has at most ${appRules.liveKeys} live keys; revoke one first.` }

const keysOf = (c: Context<ApiEnv>): AppKeys => new AppKeys(c.env.KERNEL_DB, operatorOf(c).app.app_id)

export const makeKey = async (c: Context<ApiEnv>, deps: GatewayDeps, input: NewKeyInput): Promise<Result<KeyWithSecret>> => {
  const [id, key, secret, now] = [keyId.parse(newId()), publicKey.parse(newPublicKey()), newSecret(), deps.now()]
  const note = noteOf(c, now, { action: 'key.created', object: { kind: 'key', id }, data: { ...input } })
  const made = await keysOf(c).create({ ...input, id, key, secretHash: hashSecret(secret) }, { now, note })
  return made === null ? { ok: false, error: tooManyKeys } : { ok: true, value: { ...made, secret } }
}

export const rotate = async (c: Context<ApiEnv>, deps: GatewayDeps, id: KeyId, overlapS: number): Promise<Result<KeyWithSecret>> => {
  const [secret, now] = [newSecret(), deps.now()]
  const note = noteOf(c, now, { action: 'key.rotated', object: { kind: 'key', id }, data: { overlap_s: overlapS } })
  const overlapMs = overlapS * 1_000
  const rotated = await keysOf(c).rotate(id, { secretHash: hashSecret(secret), overlapMs }, { now, note })
  return rotated === null ? { ok: false, error: nothingHere } : { ok: true, value: { ...rotated, secret } }
}

export const revoke = async (c: Context<ApiEnv>, deps: GatewayDeps, id: KeyId): Promise<Result<Key>> => {
  const now = deps.now()
  const note = noteOf(c, now, { action: 'key.revoked', object: { kind: 'key', id } })
  const revoked = await keysOf(c).revoke(id, { now, note })
  if (revoked === null) return { ok: false, error: nothingHere }
  followUpAtOnce(c, { app_id: operatorOf(c).app.app_id, kind: 'close_sockets', subject: id }, now)
  return { ok: true, value: revoked }
}
