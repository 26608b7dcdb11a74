/** What others verify access tokens with, by the issuer alone (OpenID Connect Discovery), and replacing the key that signs them. */
import { Hono } from 'hono'
import { newAuditNote } from '../../../contract/audit.ts'
import { accessClaims, accessTokenAlgorithm } from '../../../contract/claims.ts'
import { FreshMap } from '../../../domain/identity/fresh-map.ts'
import type { SigningKey } from '../../../domain/identity/signing-keys.ts'
import { noted } from '../../../storage/kernel/audit-outbox.ts'
import { publishedKeySet, replaceSigningKey } from '../../../storage/kernel/signing-keys.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { issuerOf, masterSecret } from '../../shared/settings.ts'
import { reply } from '../../shared/http/reply.ts'

/** Keys are published a day before they sign, so five minutes are short. Anyone may read them from anywhere. */
const published = {
  'Cache-Control': 'public, max-age=300',
  'X-Content-Type-Options': 'nosniff',
  'Access-Control-Allow-Origin': '*',
} as const

export const wellKnownRoutes = (deps: GatewayDeps): Hono<ApiEnv> => {
  const held = new FreshMap<'keys', readonly SigningKey[]>(1)
  return new Hono<ApiEnv>()
    .get('/.well-known/jwks.json', async (c) => {
      const keys = await held.get('keys', () => readKeys(c.env, deps), deps.now)
      return c.json({ keys: keys.map(({ publicJwk }) => publicJwk) }, 200, published)
    })
    .get('/.well-known/openid-configuration', (c) => {
      const issuer = issuerOf(c.env, c.req.url)
      return c.json({ ...metadata, issuer, jwks_uri: `${issuer}/.well-known/jwks.json` }, 200, published)
    })
    .post('/v1/ops/signing-keys/replace', async (c) => {
      const { app_id } = await deps.authority.console(c.env)
      const note = newAuditNote({
        at: deps.now(),
        actor: { kind: 'system', id: null },
        action: 'signing_key.replaced',
        request_id: c.get('requestId'),
      })
      const kid = await replaceSigningKey(c.env.KERNEL_DB, masterSecret(c.env), deps.now(), [noted(c.env.KERNEL_DB, app_id, note)])
      deps.signers.forget(c.env)
      held.forget('keys')
      return reply(c, { kid })
    })
}

/** Before the first sign-in there is no key yet, so one is made: nobody should keep an empty answer. */
const readKeys = async (env: ApiEnv['Bindings'], { signers, now }: GatewayDeps): Promise<readonly SigningKey[]> => {
  await signers.current(env)
  return publishedKeySet(env.KERNEL_DB, now())
}

const metadata = {
  token_endpoint_auth_methods_supported: ['none'],
  response_types_supported: [],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: [accessTokenAlgorithm],
  claims_supported: Object.keys(accessClaims.shape),
}
