/** Every kind of foreign credential, against tenant A. A new kind is a line here and falls under `expected.ts` by its class. */
import { env } from 'cloudflare:workers'
import type { Operation } from '../../../contract/operation.ts'
import { everyRole } from '../../../contract/roles.ts'
import { hashSecret, newPublicKey, newSecret } from '../../../domain/credentials/secret-digest.ts'
import { bearer, endSignIn, makeOperator, makeUser, signIn, takeRole } from '../../support/people.ts'
import type { TestPerson } from '../../support/people.ts'
import { seedKey } from '../../support/seed.ts'
import { opsAuth } from '../gateway-harness.ts'
import { expected } from './expected.ts'
import type { CallerClass } from './expected.ts'
import { forgedTokens } from './forged-tokens.ts'
import { makeTenant } from './tenant.ts'
import type { Tenant } from './tenant.ts'

export type Presented = {
  readonly headers: Record<string, string>
  /** The same as a WebSocket carries it; null for what it can not. */
  readonly protocol: string | null
  /** Whose app the path names, when it is not A's. */
  readonly under?: Tenant
}

export type ForeignCaller = {
  readonly name: string
  readonly class: CallerClass
  /** Null: there is no such call of this operation. */
  readonly present: (operation: Operation) => Promise<Presented | null>
}

type Pair = { readonly key: string; readonly secret: string }

const withPair = ({ key, secret }: Pair): Presented => ({
  headers: { 'X-Prost-App-Key': key, 'X-Prost-App-Secret': secret },
  protocol: `prost.v1, key.${key}`,
})
/** A socket carries no secret, so there a wrong one is no case of its own. */
const withSecret = (pair: Pair): Presented => ({ ...withPair(pair), protocol: null })
const withPublicHalf = ({ key }: Pair): Presented => ({ headers: { 'X-Prost-App-Key': key }, protocol: `prost.v1, key.${key}` })
const withToken = (token: string): Presented => ({ headers: bearer(token), protocol: `prost.v1, bearer.${token}` })

const always = (name: string, of: CallerClass, presented: Presented): ForeignCaller => ({ name, class: of, present: async () => presented })

const admitted = (operation: Operation, of: CallerClass): boolean => expected(operation, of) === 'own_world'

const keyCallers = async (a: Tenant, b: Tenant): Promise<ForeignCaller[]> => {
  const [revoked, rotated, elsewhere] = [
    await seedKey(a.app, ['telemetry', 'identity', 'audit']),
    await rotatedKey(a),
    await makeTenant('archived'),
  ]
  await env.KERNEL_DB.prepare('UPDATE app_keys SET revoked_at = ? WHERE key_id = ?').bind(Date.now(), revoked.keyId).run()
  await env.KERNEL_DB.prepare('UPDATE apps SET archived_at = ? WHERE app_id = ?').bind(Date.now(), elsewhere.app.app_id).run()
  return [
    always('unknown key', 'bad_key', withPair({ key: newPublicKey(), secret: newSecret() })),
    always('wrong secret', 'bad_key', withSecret({ key: a.key, secret: newSecret() })),
    always('secret of another app', 'bad_key', withSecret({ key: a.key, secret: b.secret })),
    always('revoked key', 'bad_key', withPair(revoked)),
    always('secret from before the rotation', 'bad_key', withSecret(rotated)),
    always('key of an archived app', 'bad_key', withPair(elsewhere)),
    always('key without the scope', 'scopeless_key', withPair(await seedKey(a.app, ['billing']))),
    always('public half alone', 'public_half', withPublicHalf(a)),
    always('pair of the app itself', 'pair_of_the_app', withPair(a)),
    {
      name: 'pair of another app',
      class: 'pair_of_another_app',
      present: async (operation) => withPair(admitted(operation, 'pair_of_another_app') ? await makeTenant('stranger') : b),
    },
  ]
}

/** A key whose rotation is over: answers the pair as it was before. */
const rotatedKey = async ({ app }: Tenant): Promise<Pair> => {
  const { key, keyId, secret } = await seedKey(app, ['telemetry', 'identity', 'audit'])
  await env.KERNEL_DB.prepare(
    'UPDATE app_keys SET secret_hash = ?, previous_secret_hash = ?, previous_expires_at = ?, rotated_at = ? WHERE key_id = ?',
  )
    .bind(hashSecret(newSecret()), hashSecret(secret), Date.now() - 1, Date.now() - 60_000, keyId)
    .run()
  return { key, secret }
}

/** Tokens by what is wrong with them: made for the owner and for the user of A, so that each would open what the other can not. */
const tokenCallers = async (a: Tenant, b: Tenant): Promise<ForeignCaller[]> => {
  const [ofOwner, ofUser] = [await badTokens(a.owner, a, b), await badTokens(a.user, a, b)]
  return Object.keys(ofOwner).map((name) => ({
    name: `token: ${name}`,
    class: 'bad_token',
    present: async ({ access }) => withToken((access.by === 'user' ? ofUser : ofOwner)[name] ?? ''),
  }))
}

const badTokens = async (person: TestPerson, a: Tenant, b: Tenant): Promise<Record<string, string>> => {
  const [left, disabled] = [await twinOf(person, a), await twinOf(person, a)]
  const [leftIn, disabledIn] = [await signIn(left), await signIn(disabled)]
  await endSignIn(left, leftIn)
  await endSignIn(disabled, disabledIn)
  await env.KERNEL_DB.prepare('UPDATE users SET disabled_at = ? WHERE user_id = ?').bind(Date.now(), disabled.id).run()
  const forged = await forgedTokens(person, b.app.app_id)
  return {
    ...forged,
    'revoked session': leftIn.token,
    'disabled person': disabledIn.token,
    'wrong operations token': 'wrong-operations-token',
  }
}

/** Someone who may do the same in A. */
const twinOf = ({ realm }: TestPerson, a: Tenant): Promise<TestPerson> =>
  realm === a.app.app_id ? makeUser(realm) : makeOperator({ [a.app.app_id]: 'owner' })

const freshToken = async (person: TestPerson): Promise<Presented> => withToken((await signIn(person)).token)

const personCallers = async (a: Tenant, b: Tenant): Promise<ForeignCaller[]> => {
  const [neighbour, removed, small] = [a.neighbour, await makeOperator({ [a.app.app_id]: 'owner' }), await operatorsByRole(a)]
  await takeRole(a.app.app_id, removed)
  return [
    { name: 'another user of the app', class: 'neighbour', present: () => freshToken(neighbour) },
    { name: 'user of another app', class: 'user_of_another_app', present: () => freshToken(b.user) },
    {
      name: 'operator without a role in the app',
      class: 'operator_without_role',
      present: async () => freshToken(await makeOperator({ [b.app.app_id]: 'owner' })),
    },
    { name: 'operator whose role was taken', class: 'operator_without_role', present: () => freshToken(removed) },
    {
      name: 'operator with too small a role',
      class: 'operator_with_small_role',
      present: async ({ access }) => {
        const person = small.find(({ role }) => access.by !== 'operator' || !access.roles.includes(role))
        return person === undefined ? null : freshToken(person.operator)
      },
    },
    {
      name: 'owner of another app, under that app',
      class: 'operator_of_another_app',
      present: async (operation) => {
        const under = admitted(operation, 'operator_of_another_app') ? await makeTenant('stranger') : b
        return { ...withToken(under.ownerSignIn.token), under }
      },
    },
  ]
}

const operatorsByRole = (a: Tenant) =>
  Promise.all(everyRole.map(async (role) => ({ role, operator: await makeOperator({ [a.app.app_id]: role }) })))

export const foreignCallers = async (a: Tenant, b: Tenant): Promise<ForeignCaller[]> => [
  always('nobody', 'nobody', { headers: {}, protocol: 'prost.v1' }),
  ...(await keyCallers(a, b)),
  ...(await tokenCallers(a, b)),
  ...(await personCallers(a, b)),
  ...['Bearer', 'Bearer ', 'test-ops-token', `Basic ${btoa('test-ops-token')}`].map((text) =>
    always(`Authorization: ${text}`, 'bad_token', { headers: { Authorization: text }, protocol: null }),
  ),
  always('operations token', 'ops_token', { headers: opsAuth, protocol: null }),
]
