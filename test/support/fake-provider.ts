/**
 * An OpenID Connect provider for tests, in place of `fetch`: publishes its documents, gives codes, and answers for them whatever a test
 * wants it to. What it is asked is kept, so that tests see what left the platform.
 */
import { createHash } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { JWTPayload } from 'jose'

export type Asked = { readonly url: string; readonly method: string; readonly body: URLSearchParams; readonly headers: Headers }
type Granted = { readonly nonce: string; readonly challenge: string; readonly redirectUri: string; readonly claims: JWTPayload }

export type Person = { readonly sub: string; readonly email?: string; readonly email_verified?: boolean | string; readonly name?: string }

export class FakeProvider {
  readonly issuer: string
  readonly clientId = 'prost-client'
  readonly asked: Asked[] = []
  /** What differs from an honest provider that works. */
  discovery: Record<string, unknown> = {}
  idToken: JWTPayload = {}
  userinfo: Record<string, unknown> | null = null
  signWithOtherKey = false
  status: number | null = null
  redirectsTo: string | null = null
  readonly #keys = generateKeyPair('ES256', { extractable: true })
  readonly #otherKeys = generateKeyPair('ES256', { extractable: true })
  readonly #granted = new Map<string, Granted>()
  #last = ''

  constructor(issuer: string) {
    this.issuer = issuer
  }

  /** Stands in for `fetch`. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    const body = new URLSearchParams(Buffer.from(await request.arrayBuffer()).toString('utf8'))
    this.asked.push({ url: request.url, method: request.method, body, headers: request.headers })
    if (url.origin !== new URL(this.issuer).origin) throw new Error(`no route to ${url.origin}`)
    if (this.redirectsTo !== null) return new Response(null, { status: 302, headers: { Location: this.redirectsTo } })
    if (this.status !== null) return new Response('{}', { status: this.status, headers: { 'Content-Type': 'application/json' } })
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return Response.json(this.#metadata())
      case '/jwks':
        return Response.json({ keys: [{ ...(await exportJWK((await this.#keys).publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] })
      case '/token':
        return this.#token(body)
      case '/me':
        return Response.json(this.userinfo ?? { sub: this.#last })
      default:
        return new Response(null, { status: 404 })
    }
  }

  #metadata(): Record<string, unknown> {
    return {
      issuer: this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      jwks_uri: `${this.issuer}/jwks`,
      userinfo_endpoint: `${this.issuer}/me`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      ...this.discovery,
    }
  }

  /** The person agrees: what the provider adds to the address that it sends the browser back to. */
  agree(authorization: URL, claims: Person): Record<string, string> {
    const of = (name: string): string => authorization.searchParams.get(name) ?? ''
    const code = crypto.randomUUID()
    this.#granted.set(code, { nonce: of('nonce'), challenge: of('code_challenge'), redirectUri: of('redirect_uri'), claims })
    return { code, state: of('state'), iss: this.issuer }
  }

  /** Takes a code as often as it comes, unlike an honest one: that it works once must not depend on the provider. */
  async #token(body: URLSearchParams): Promise<Response> {
    const granted = this.#granted.get(body.get('code') ?? '')
    const verifier = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url')
    if (granted === undefined || granted.challenge !== verifier || granted.redirectUri !== body.get('redirect_uri'))
      return Response.json({ error: 'invalid_grant' }, { status: 400 })
    this.#last = granted.claims.sub ?? ''
    const { privateKey } = await (this.signWithOtherKey ? this.#otherKeys : this.#keys)
    const now = Math.floor(Date.now() / 1_000)
    const claims = {
      iss: this.issuer,
      aud: this.clientId,
      iat: now,
      exp: now + 300,
      nonce: granted.nonce,
      ...granted.claims,
      ...this.idToken,
    }
    const id_token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(privateKey)
    return Response.json({ access_token: 'provider-token', token_type: 'Bearer', expires_in: 300, id_token })
  }
}
