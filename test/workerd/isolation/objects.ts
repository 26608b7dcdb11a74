/**
 * What the paths of operations name in a tenant, and the bodies that their examples can not give. By `METHOD path`; an operator's view
 * takes the entry of what it mirrors. An operation whose path names something and that has no entry fails the run.
 */
import { env } from 'cloudflare:workers'
import { newAuditNote } from '../../../contract/audit.ts'
import { newId } from '../../../contract/ids.ts'
import type { AppSettings } from '../../../contract/keys.ts'
import type { Operation } from '../../../contract/operation.ts'
import { mediaKey } from '../../../domain/channel/media-key.ts'
import { keepNotes } from '../../../storage/kernel/audit-outbox.ts'
import { seedChannel } from '../../support/channel.ts'
import { givePassword, makeOperator, makeUser, signIn, testIssuer, testPassword } from '../../support/people.ts'
import { enter } from '../../support/room-client.ts'
import { seedKey } from '../../support/seed.ts'
import { call, storeSessions } from '../gateway-harness.ts'
import type { Tenant } from './tenant.ts'

type Params = Readonly<Record<string, string>>

export type Entry = {
  /** Names something of the tenant; made anew on every call where there can be many. */
  readonly params?: (tenant: Tenant) => Promise<Params>
  /** What others get at it: nothing, unless each app has its own by that name. */
  readonly foreign?: 'nothing' | 'their own'
  /** What other users of the same app get at it, where a rule keeps them out and says so; else nothing is there for them either. */
  readonly neighbours?: 403
  /** Where the example of the contract is not about this tenant, or may not be sent again and again. */
  readonly body?: (tenant: Tenant) => Promise<unknown>
  /** The same where only its own may send it: whoever has it, is the tenant. */
  readonly ownBody?: (tenant: Tenant) => Promise<unknown>
  readonly headers?: Readonly<Record<string, string>>
  /** Statuses of a call by whom it belongs to, where an example can not be a call that succeeds. */
  readonly own?: readonly number[]
  /** Shows everyone's on purpose, and is not there in production (test/e2e/production.test.ts). */
  readonly onlyInDevelopment?: true
}

const event: Entry = { params: async ({ eventId }) => ({ id: eventId }) }
const quarantined: Entry = { params: async ({ quarantinedId }) => ({ id: quarantinedId }) }
const key: Entry = { params: async ({ app }) => ({ key_id: (await seedKey(app, ['telemetry'])).keyId }) }
const person: Entry = { params: async (tenant) => ({ id: tenant.user.id }) }
const session: Entry = { params: async (tenant) => ({ id: (await signIn(tenant.user, tenant.userMarker)).session }) }
const member: Entry = {
  params: async ({ app, marker }) => ({ user_id: (await makeOperator({ [app.app_id]: 'analyst' }, `${marker} member`)).id }),
}
/** A ceremony or a link that began nowhere: the caller was let in, and that was refused. */
const begunNowhere: Entry = { own: [400] }
/** Passkeys belong to pages. */
const fromPage: Entry = { headers: { Origin: testIssuer } }
const channel: Entry = { params: async ({ app }) => ({ channel_id: await makeChannel(app) }) }
/** Everybody may watch. */
const watched: Entry = { params: async ({ app }) => ({ id: await makeChannel(app) }) }
const provider: Entry = { params: async (tenant) => ({ provider: await makeProvider(tenant) }) }
/** An issuer that is refused before anybody asks it: no test leaves the machine. */
const unusableIssuer: Entry = { body: async () => ({ issuer: 'https://10.0.0.1', client_id: 'client' }), own: [422] }

const room: Entry = { params: async (tenant) => ({ id: await makePrivateRoom(tenant) }), neighbours: 403 }
const moderatedRoom: Entry = { params: async (tenant) => ({ id: await makePrivateRoom(tenant) }) }
const thread: Entry = { params: async (tenant) => ({ thread_id: await makePrivateRoom(tenant) }), neighbours: 403 }
const reported: Entry = { params: async (tenant) => ({ report_id: await makeReport(tenant) }) }
const asked: Entry = { params: async (tenant) => ({ id: await makeConsent(tenant) }) }

/** Who never joined a queue was let in, and has no ticket there: test/workerd/match-meeting.test.ts. */
const withoutTicket: Entry = { own: [404] }

export const entries: Readonly<Record<string, Entry>> = {
  'GET /v1/events/{id}': event,
  'GET /v1/events/quarantine/{id}': quarantined,
  'POST /v1/events/quarantine/{id}/resubmit': quarantined,
  'GET /v1/telemetry/sessions/{session_id}': { params: async (tenant) => ({ session_id: await makeTelemetrySession(tenant) }) },
  'PUT /v1/actors/{actor_id}/label': { params: async () => ({ actor_id: 'user-17' }), foreign: 'their own' },
  'POST /v1/auth/register': { body: async () => ({ email: anEmail(), password: testPassword, display_name: 'New' }) },
  'POST /v1/auth/login': { body: async ({ user }) => ({ email: user.email, password: await givePassword(user) }) },
  'POST /v1/auth/refresh': { ownBody: async ({ userSignIn }) => ({ refresh_token: userSignIn.refreshToken }) },
  'POST /v1/auth/password': {
    body: async ({ user }) => ({ current_password: await givePassword(user), new_password: 'another walk in the hills' }),
  },
  'POST /v1/auth/password/forgot': { body: async () => ({ email: anEmail() }) },
  'POST /v1/auth/password/reset': begunNowhere,
  'POST /v1/auth/email/verify': begunNowhere,
  'GET /dev/mail': { onlyInDevelopment: true },
  'POST /v1/auth/passkeys/registration/start': fromPage,
  'POST /v1/auth/passkeys/registration/finish': { ...fromPage, ...begunNowhere },
  'POST /v1/auth/passkeys/login/start': fromPage,
  'POST /v1/auth/passkeys/login/finish': { ...fromPage, ...begunNowhere },
  'POST /v1/auth/passkeys/signup/start': { ...fromPage, body: async () => ({ email: anEmail(), display_name: 'New' }) },
  'POST /v1/auth/passkeys/signup/finish': { ...fromPage, ...begunNowhere },
  // Without a key it is the console that is asked for the provider, and it has none.
  'GET /v1/auth/oauth/{provider}/start': { ...provider, own: [404] },
  'GET /v1/auth/oauth/{provider}/callback': { ...provider, ...begunNowhere },
  'POST /v1/auth/oauth/token': begunNowhere,
  'DELETE /v1/auth/sessions/{id}': session,
  'DELETE /v1/auth/passkeys/{id}': { params: async (tenant) => ({ id: await makePasskey(tenant) }) },
  'POST /v1/apps/{app_id}/keys/{key_id}/rotate': key,
  'DELETE /v1/apps/{app_id}/keys/{key_id}': key,
  'GET /v1/apps/{app_id}/channels/{channel_id}': channel,
  'PATCH /v1/apps/{app_id}/channels/{channel_id}': channel,
  'DELETE /v1/apps/{app_id}/channels/{channel_id}': channel,
  'POST /v1/apps/{app_id}/channels/{channel_id}/secrets': channel,
  'GET /v1/sessions/{id}': room,
  'POST /v1/sessions/{id}/end': room,
  'POST /v1/sessions/transition': {
    body: async (tenant) => ({ from_session_id: await makePrivateRoom(tenant), to_mode: 'broadcast' }),
  },
  'GET /v1/sessions/{id}/messages': moderatedRoom,
  'DELETE /v1/sessions/{id}/messages/{message_id}': {
    params: async (tenant) => {
      const id = await makePrivateRoom(tenant)
      return { id, message_id: await say(tenant, id) }
    },
  },
  'PUT /v1/sessions/{id}/slow-mode': moderatedRoom,
  'GET /v1/rooms/{session_id}': { params: async (tenant) => ({ session_id: await makePrivateRoom(tenant) }), neighbours: 403 },
  'POST /v1/chat/thread': { body: async (tenant) => ({ scope: 'room', session_id: await makePrivateRoom(tenant) }) },
  'GET /v1/chat/{thread_id}': thread,
  'GET /v1/chat/{thread_id}/messages': thread,
  'POST /v1/consents': { body: async ({ neighbour }) => ({ to_user_id: neighbour.id, purpose: 'private_call' }) },
  'POST /v1/reports': { body: async ({ neighbour }) => ({ user_id: neighbour.id, reason: 'spam' }) },
  'PATCH /v1/reports/{report_id}': reported,
  'DELETE /v1/reports/{report_id}': reported,
  // A neighbour can not block themselves, and is no stranger.
  'PUT /v1/blocks/{user_id}': { params: async ({ neighbour }) => ({ user_id: neighbour.id }), foreign: 'their own' },
  'DELETE /v1/blocks/{user_id}': { params: async (tenant) => ({ user_id: await makeBlock(tenant) }) },
  'PATCH /v1/moderation/reports/{id}': { params: async (tenant) => ({ id: await makeReport(tenant) }) },
  'POST /v1/moderation/actions': {
    params: async () => ({}),
    body: async ({ user }) => ({ user_id: user.id, kind: 'warn', reason: 'spam' }),
  },
  'POST /v1/moderation/actions/{id}/lift': { params: async (tenant) => ({ id: await moderated(tenant) }) },
  'POST /v1/moderation/appeals/{id}/decide': { params: async (tenant) => ({ id: await makeAppeal(tenant) }) },
  'POST /v1/appeals': { body: async (tenant) => ({ action_id: await moderated(tenant), text: 'No.' }) },
  'GET /v1/consents/{id}': asked,
  'GET /v1/consents/{id}/receipt': asked,
  'POST /v1/consents/{id}/grant': asked,
  'POST /v1/consents/{id}/deny': asked,
  'POST /v1/consents/{id}/revoke': asked,
  'POST /v1/media/token': { body: async (tenant) => ({ session_id: await aCall(tenant) }) },
  'POST /v1/media/errors': { body: async (tenant) => ({ session_id: await aCall(tenant), code: 'ice_failed' }) },
  // Media that go between browsers are negotiated there.
  'POST /v1/media/negotiate': {
    body: async (tenant) => ({
      session_id: await aCall(tenant),
      negotiation: { step: 'publish', offer: 'v=0', tracks: [{ mid: '0', kind: 'audio' }] },
    }),
    own: [409],
  },
  'POST /v1/match/confirm': withoutTicket,
  'POST /v1/match/skip': withoutTicket,
  'POST /v1/match/leave': withoutTicket,
  'GET /v1/match': withoutTicket,
  // Its proof is made for one body and one moment: test/workerd/channel-lab.test.ts.
  'POST /v1/lab/status': { own: [401] },
  'GET /v1/channels/{id}/status': watched,
  'POST /v1/channels/{id}/presence': watched,
  'GET /live/{id}/{playlist}': watched,
  'GET /live/{id}/segments/{path}': { params: async ({ app }) => makeSegment(app) },
  'PATCH /v1/apps/{app_id}/members/{user_id}': member,
  'DELETE /v1/apps/{app_id}/members/{user_id}': member,
  'DELETE /v1/apps/{app_id}/invitations/{invitation_id}': {
    params: async (tenant) => ({ invitation_id: await makeInvitation(tenant) }),
  },
  'PUT /v1/apps/{app_id}/providers/{provider}': { ...provider, ...unusableIssuer, foreign: 'their own' },
  'DELETE /v1/apps/{app_id}/providers/{provider}': provider,
  'GET /v1/users/{id}': person,
  'POST /v1/users/{id}/disable': person,
  'POST /v1/users/{id}/enable': person,
  'POST /v1/users/{id}/end-sessions': person,
  'GET /v1/audit/{id}': { params: async (tenant) => ({ id: await makeAuditEntry(tenant) }) },
  'PUT /v1/ops/providers/{provider}': { params: async () => ({ provider: 'work' }), ...unusableIssuer },
  // The console has none of A’s.
  'DELETE /v1/ops/providers/{provider}': { ...provider, own: [404] },
  'GET /v1/ops/dead-letters/{id}': { params: async () => ({ id: await makeDeadLetter() }) },
  'POST /v1/ops/dead-letters/{id}/replay': { params: async () => ({ id: await makeDeadLetter() }) },
}

const foundEntry = ({ method, path }: Operation): Entry | null => {
  const found =
    entryAt(`${method.toUpperCase()} ${path}`) ?? entryAt(`${method.toUpperCase()} ${path.replace('/v1/apps/{app_id}/', '/v1/')}`)
  if (found !== null) return found
  return /\{(?!app_id\})/.test(path) ? null : {}
}

export const isListed = (operation: Operation): boolean => foundEntry(operation) !== null

export const entryOf = (operation: Operation): Entry => {
  const found = foundEntry(operation)
  if (found !== null) return found
  throw new Error(`${operation.method} ${operation.path} names something: say what in test/workerd/isolation/objects.ts`)
}

const entryAt = (route: string): Entry | null => (Object.hasOwn(entries, route) ? (entries[route] ?? null) : null)

const anEmail = (): string => `${newId()}@people.test`

const insert = (sql: string, ...values: unknown[]): Promise<D1Result> =>
  env.KERNEL_DB.prepare(sql)
    .bind(...values)
    .run()

/** Of the tenant's user alone. */
const makePrivateRoom = async ({ userSignIn }: Tenant): Promise<string> => {
  const made = await call('POST', '/v1/sessions', { auth: userSignIn.auth, json: { mode: 'party', audience: 'private' } })
  return (await made.json<{ id: string }>()).id
}

/** A message of the tenant's user in a room of theirs. */
const say = async ({ user, userSignIn, userMarker }: Tenant, where: string): Promise<string> => {
  const client = await enter({ ...user, signIn: userSignIn, auth: userSignIn.auth }, where)
  client.say({ t: 'chat.send', client_id: 'one', text: userMarker })
  const { id } = await client.until('chat.ack')
  client.say({ t: 'leave' })
  await client.closed
  return id
}

/** Asked of the tenant's user, by somebody who is no caller here. */
const makeConsent = async ({ app, user }: Tenant): Promise<string> => {
  const { auth } = await signIn(await makeUser(app.app_id))
  const made = await call('POST', '/v1/consents', { auth, json: { to_user_id: user.id, purpose: 'private_call' } })
  return (await made.json<{ id: string }>()).id
}

/** A private call of the tenant's user with somebody who is no caller here, and who led both into it. */
const makeCall = async ({ app, user, userSignIn }: Tenant): Promise<string> => {
  const { auth } = await signIn(await makeUser(app.app_id))
  const post = async (by: typeof auth, path: string, json: unknown): Promise<string> =>
    (await (await call('POST', path, { auth: by, json })).json<{ id: string }>()).id
  const from_session_id = await post(auth, '/v1/sessions', { mode: 'party' })
  const consent_id = await post(auth, '/v1/consents', { to_user_id: user.id, purpose: 'private_call' })
  await post(userSignIn.auth, `/v1/consents/${consent_id}/grant`, {})
  return post(auth, '/v1/sessions/transition', { from_session_id, to_mode: 'private-call', consent_id })
}

/** Of the neighbour, by the tenant's user. */
const makeBlock = async ({ userSignIn, neighbour }: Tenant): Promise<string> => {
  await call('PUT', `/v1/blocks/${neighbour.id}`, { auth: userSignIn.auth })
  return neighbour.id
}

const makeReport = async ({ app, user, neighbour, userMarker }: Tenant): Promise<string> => {
  const id = newId()
  await insert(
    `INSERT INTO reports (report_id, app_id, reporter_id, subject_id, reason, severity, weight, note, created_at) VALUES (?, ?, ?, ?, 'spam', 0, 1, ?, ?)`,
    id,
    app.app_id,
    user.id,
    neighbour.id,
    userMarker,
    Date.now(),
  )
  return id
}

const makeAppeal = async (tenant: Tenant): Promise<string> => {
  const { app, user, userMarker } = tenant
  const id = newId()
  await insert(
    `INSERT INTO appeals (appeal_id, app_id, action_id, user_id, text, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
    id,
    app.app_id,
    await makeAction(tenant),
    user.id,
    userMarker,
    Date.now(),
  )
  return id
}

/** One each tenant, where it is a row and a body names it: bodies are made for every caller. */
const oneEach = (make: (tenant: Tenant) => Promise<string>): ((tenant: Tenant) => Promise<string>) => {
  const made = new WeakMap<Tenant, Promise<string>>()
  return (tenant) => {
    const one = made.get(tenant) ?? make(tenant)
    made.set(tenant, one)
    return one
  }
}
/** A warning of the tenant's user. */
const moderated = oneEach((tenant) => makeAction(tenant))
const aCall = oneEach((tenant) => makeCall(tenant))

const makeAction = async ({ app, user, userMarker }: Tenant): Promise<string> => {
  const id = newId()
  await insert(
    `INSERT INTO moderation_actions (action_id, app_id, user_id, kind, reason, appeal_note, created_at) VALUES (?, ?, ?, 'warn', 'spam', ?, ?)`,
    id,
    app.app_id,
    user.id,
    userMarker,
    Date.now(),
  )
  return id
}

const makeChannel = async (app: AppSettings): Promise<string> => (await seedChannel({ app })).setup.channel_id

const makeSegment = async (app: AppSettings): Promise<Params> => {
  const { setup } = await seedChannel({ app })
  await env.MEDIA.put(mediaKey(setup, '1.m4s'), 'media')
  return { id: setup.channel_id, path: '1.m4s' }
}

/** One that may go: there is a password too. */
const makePasskey = async ({ app, user, userMarker }: Tenant): Promise<string> => {
  await givePassword(user)
  const credential = Buffer.from(newId()).toString('base64url')
  await insert(
    `INSERT INTO passkeys (app_id, credential_id, user_id, rp_id, public_key, counter, backed_up, name, created_at) VALUES (?, ?, ?, 'prost.test', 'AA', 0, 0, ?, ?)`,
    app.app_id,
    credential,
    user.id,
    userMarker,
    Date.now(),
  )
  return credential
}

const makeInvitation = async ({ app, owner, marker }: Tenant): Promise<string> => {
  const id = newId()
  await insert(
    `INSERT INTO invitations (invitation_id, app_id, email, role, token_hash, invited_by, created_at, expires_at) VALUES (?, ?, ?, 'analyst', ?, ?, ?, ?)`,
    id,
    app.app_id,
    `${id}@${marker}.test`,
    id,
    owner.id,
    Date.now(),
    Date.now() + 86_400_000,
  )
  return id
}

const makeProvider = async ({ app, marker }: Tenant): Promise<string> => {
  const name = `p${newId().slice(-12)}`
  await insert(
    `INSERT INTO identity_providers (app_id, provider, issuer, client_id, scopes, created_at, updated_at) VALUES (?, ?, 'https://accounts.test', ?, '["openid"]', ?, ?)`,
    app.app_id,
    name,
    marker,
    Date.now(),
    Date.now(),
  )
  return name
}

const makeAuditEntry = async ({ app, marker }: Tenant): Promise<string> => {
  const note = newAuditNote({ at: Date.now(), actor: { kind: 'system', id: null }, action: 'test.noted', data: { marker } })
  await keepNotes(env.KERNEL_DB, [{ app_id: app.app_id, note }])
  return note.entry_id
}

const makeTelemetrySession = async ({ app, marker }: Tenant): Promise<string> => {
  const id = `session-${newId()}`
  await storeSessions(app, [{ id, device_id: marker, ended_at: Date.now() }])
  return id
}

const makeDeadLetter = async (): Promise<string> => {
  const id = newId()
  await insert(
    `INSERT INTO dead_letters (id, queue, body, error, attempts, first_sent_at, stored_at) VALUES (?, 'prost-events', 'not a message', 'test', 6, 0, ?)`,
    id,
    Date.now(),
  )
  return id
}
