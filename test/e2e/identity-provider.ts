/** A certified OpenID Connect provider on this machine, as a company or a social network would run it, and a person who has accounts there. */
import { createServer } from 'node:http'
import type { Page } from 'playwright-core'
import { Provider } from 'oidc-provider'

export type IdentityProvider = { readonly issuer: string; readonly close: () => Promise<void> }
export type Client = { readonly client_id: string; readonly client_secret: string }

export const client: Client = { client_id: 'prost', client_secret: 'a-client-secret-of-no-deployment' }

/** Any login name is somebody, with a verified e-mail of that name. On `localhost`, so that it is another site than the platform's 127.0.0.1. */
export const startIdentityProvider = async (port: number, redirectUris: string[]): Promise<IdentityProvider> => {
  const issuer = `http://localhost:${port}`
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: redirectUris, response_types: ['code'], grant_types: ['authorization_code'] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@people.test`, email_verified: true, name: `${id} of the provider` }),
    }),
    cookies: { keys: ['a cookie key of no deployment'] },
  })
  const answer = provider.callback()
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((ready) => server.listen(port, '127.0.0.1', ready))
  const close = (): Promise<void> =>
    new Promise((done) => {
      server.close(() => done())
      server.closeAllConnections()
    })
  return { issuer, close }
}

/** At the provider's own pages: who they are, and that they agree. */
export const agreeAs = async (page: Page, name: string): Promise<void> => {
  await page.locator('input[name="login"]').fill(name)
  await page.locator('input[name="password"]').fill('anything')
  await page.locator('button[type="submit"]').click()
  await page.getByRole('button', { name: 'Continue' }).click()
}

export const declineAs = async (page: Page, name: string): Promise<void> => {
  await page.locator('input[name="login"]').fill(name)
  await page.locator('input[name="password"]').fill('anything')
  await page.locator('button[type="submit"]').click()
  await page.getByText('[ Cancel ]').click()
}
