/**
 * Adding, using and removing passkeys, and accounts that begin with one: challenges that work once on the page that asked, and what is kept of
 * a credential. What a credential proves is `domain/passkeys/ceremony.ts`'s, which is loaded when it is first needed.
 */
import type { Context } from 'hono'
import * as z from 'zod'
import type { Failure, Result } from '../../../contract/errors.ts'
import type { UserId } from '../../../contract/ids.ts'
import type { NewCredential, Passkey, UsedCredential } from '../../../contract/passkeys.ts'
import type { Begun, CreatedKey, Place, Use } from '../../../domain/passkeys/ceremony.ts'
import { challengeIn } from '../../../domain/passkeys/client-data.ts'
import { relyingPartyOf } from '../../../domain/passkeys/relying-party.ts'
import { noted } from '../../../storage/kernel/audit-outbox.ts'
import { maxPasskeys, Passkeys } from '../../../storage/kernel/passkeys.ts'
import type { StoredPasskey } from '../../../storage/kernel/passkeys.ts'
import { People } from '../../../storage/kernel/people.ts'
import { keepStep, takeStep } from '../../../storage/kernel/sign-in-steps.ts'
import type { StepPurpose, TakenStep } from '../../../storage/kernel/sign-in-steps.ts'
import type { ApiEnv } from '../bindings.ts'
import { noteDeniedSignIn } from './denied-sign-in.ts'
import { noteOf, personOf } from '../../shared/access/caller.ts'
import type { GatewayDeps } from '../deps.ts'
import { loadOnce } from '../load-once.ts'
import { nothingHere } from '../../shared/http/reply.ts'
import { signIn, signInRefused } from './sign-in.ts'
import type { SignedIn } from './sign-in.ts'

const noPage: Failure = {
  code: 'origin_forbidden',
  detail: 'A passkey belongs to the host of a page: call from a browser, on a page with a host name (localhost, not 127.0.0.1).',
}
export const unproved: Failure = { code: 'sign_in_failed', detail: 'The passkey was not used on this page, or too late; begin again.' }
const full: Failure = { code: 'too_many', detail: `An account has at most ${maxPasskeys} passkeys; remove one first.` }
const lastWayIn: Failure = { code: 'last_way_in', detail: 'Nothing else opens this account; set a password or add another passkey first.' }

export const ceremonies = loadOnce(() => import('../../../domain/passkeys/ceremony.ts'))

/** The page that asks: the guard let its origin through. */
export const placeOf = (c: Context<ApiEnv>): Result<Place> => {
  const origin = c.req.header('Origin')
  const host = origin === undefined ? null : relyingPartyOf(origin)
  return origin === undefined || host === null ? { ok: false, error: noPage } : { ok: true, value: { origin, rp_id: host } }
}

const challenge = z.object({ origin: z.string(), rp_id: z.string() })
type Waiting = {
  readonly purpose: StepPurpose
  readonly place: Place
  readonly user?: UserId
  readonly data?: Readonly<Record<string, unknown>>
}

/** Keeps what was begun until the browser answers. */
export const keepChallenge = async <Options>(
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  begun: Begun<Options>,
  { purpose, place, user, data }: Waiting,
): Promise<{ readonly options: Options }> => {
  const { challengeMs } = await ceremonies()
  const now = deps.now()
  const step = { purpose, secret: begun.challenge, app: c.get('caller').app.app_id, ...(user && { user }), data: { ...data, ...place } }
  await keepStep(c.env.KERNEL_DB, { ...step, expiresAt: now + challengeMs }, now)
  return { options: begun.options }
}

type Answer = { readonly response: { readonly clientDataJSON: string } }
export type Met<T> = TakenStep<T & Place> & { readonly challenge: string }

/** What was begun with the challenge that a credential answers; null when that was not here, not now, or not once. */
export const takeChallenge = async <T>(
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  purpose: StepPurpose,
  { response }: Answer,
  more: z.ZodType<T>,
): Promise<Met<T> | null> => {
  const secret = challengeIn(response.clientDataJSON)
  if (secret === null) return null
  const taken = await takeStep(c.env.KERNEL_DB, { purpose, secret }, z.intersection(challenge, more), deps.now())
  if (taken === null || taken.app_id !== c.get('caller').app.app_id) return null
  return taken.data.origin === c.req.header('Origin') ? { ...taken, challenge: secret } : null
}

const nothingMore = z.object({})

export const beginRegistration = async (c: Context<ApiEnv>, deps: GatewayDeps): Promise<Result<{ readonly options: object }>> => {
  const place = placeOf(c)
  if (!place.ok) return place
  const { app, user_id } = personOf(c)
  const [user, known] = await Promise.all([
    new People(c.env.KERNEL_DB, app.app_id).find(user_id),
    new Passkeys(c.env.KERNEL_DB, app.app_id).list(user_id),
  ])
  if (user === null) return { ok: false, error: nothingHere }
  if (known.length >= maxPasskeys) return { ok: false, error: full }
  const { beginCreation } = await ceremonies()
  const begun = await beginCreation(
    place.value,
    app.name,
    user,
    known.map(({ id, transports }) => ({ credential_id: id, transports })),
  )
  return { ok: true, value: await keepChallenge(c, deps, begun, { purpose: 'passkey_registration', place: place.value, user: user_id }) }
}

export const finishRegistration = async (
  c: Context<ApiEnv>,
  deps: GatewayDeps,
  credential: NewCredential,
  name: string,
): Promise<Result<Passkey>> => {
  const { app, user_id } = personOf(c)
  const met = await takeChallenge(c, deps, 'passkey_registration', credential, nothingMore)
  if (met === null || met.user_id !== user_id) return { ok: false, error: unproved }
  const made = await createdBy(credential, met)
  if (made === null) return { ok: false, error: unproved }
  const now = deps.now()
  const note = noteOf(c, now, {
    action: 'passkey.added',
    object: { kind: 'passkey', id: made.credential_id },
    data: { rp_id: met.data.rp_id },
  })
  const passkeys = new Passkeys(c.env.KERNEL_DB, app.app_id)
  const added = await passkeys.add({ ...made, user: user_id, rp_id: met.data.rp_id, name }, { now, note })
  if (added !== null) return { ok: true, value: added }
  return { ok: false, error: (await passkeys.find(made.credential_id)) === null ? full : unproved }
}

export const createdBy = async (credential: NewCredential, { challenge: asked, data }: Met<object>): Promise<CreatedKey | null> => {
  const { verifyCreation } = await ceremonies()
  return verifyCreation(credential, { challenge: asked, origin: data.origin, rp_id: data.rp_id })
}

export const beginLogin = async (c: Context<ApiEnv>, deps: GatewayDeps): Promise<Result<{ readonly options: object }>> => {
  const place = placeOf(c)
  if (!place.ok) return place
  const begun = await (await ceremonies()).beginUse(place.value)
  return { ok: true, value: await keepChallenge(c, deps, begun, { purpose: 'passkey_login', place: place.value }) }
}

export const finishLogin = async (c: Context<ApiEnv>, deps: GatewayDeps, credential: UsedCredential): Promise<Result<SignedIn>> => {
  const { app_id } = c.get('caller').app
  const met = await takeChallenge(c, deps, 'passkey_login', credential, nothingMore)
  if (met === null) return { ok: false, error: unproved }
  const stored = await new Passkeys(c.env.KERNEL_DB, app_id).find(credential.id)
  const use = stored === null ? null : await useOf(credential, stored, met)
  const person = use && stored && (await new People(c.env.KERNEL_DB, app_id).find(stored.user_id))
  if (!use || !person) {
    noteDeniedSignIn(c, deps, app_id, { user: stored?.user_id ?? null, reason: signInRefused.code, data: { method: 'passkey' } })
    return { ok: false, error: signInRefused }
  }
  if (!(await keepUse(c, deps, credential.id, use, person.id))) return { ok: false, error: signInRefused }
  return signIn(c, deps, { app: app_id, user: person, method: 'passkey' })
}

/** Null when a credential does not prove the passkey here. */
const useOf = async (credential: UsedCredential, stored: StoredPasskey, { challenge: asked, data }: Met<object>): Promise<Use | null> => {
  if (stored.rp_id !== data.rp_id) return null
  const { verifyUse } = await ceremonies()
  return verifyUse(credential, stored, { challenge: asked, origin: data.origin, rp_id: data.rp_id })
}

/** False for a copy of the passkey. That is always noted: its person must get rid of it. */
const keepUse = async (c: Context<ApiEnv>, deps: GatewayDeps, id: string, use: Use, user: UserId): Promise<boolean> => {
  const { app_id } = c.get('caller').app
  const now = deps.now()
  if (await new Passkeys(c.env.KERNEL_DB, app_id).used(id, use, now)) return true
  const object = { kind: 'passkey', id }
  const why = { action: 'passkey.refused', outcome: 'denied', reason: 'counter_went_back' } as const
  await noted(c.env.KERNEL_DB, app_id, noteOf(c, now, { ...why, object, data: { user_id: user } })).run()
  return false
}

export const removePasskey = async (c: Context<ApiEnv>, deps: GatewayDeps, id: string): Promise<Result<Passkey>> => {
  const { app, user_id } = personOf(c)
  const now = deps.now()
  const note = noteOf(c, now, { action: 'passkey.removed', object: { kind: 'passkey', id } })
  const removed = await new Passkeys(c.env.KERNEL_DB, app.app_id).remove(user_id, id, { now, note })
  switch (removed) {
    case 'none':
      return { ok: false, error: nothingHere }
    case 'last':
      return { ok: false, error: lastWayIn }
    default:
      return { ok: true, value: removed }
  }
}
