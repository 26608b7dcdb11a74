/** What the tests of sign-in with a provider share: an app with a provider, a browser that keeps cookies, and the steps of a flow. */
import { env } from 'cloudflare:workers'
import { vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { FakeProvider } from '../support/fake-provider.ts'
import type { Person } from '../support/fake-provider.ts'
import { makeOperator, signIn } from '../support/people.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp } from '../support/seed.ts'
import { call } from './gateway-harness.ts'

export const page = 'https://app.example.com'
export const platform = 'https://prost.test'

/** One browser: keeps the cookies it is given, by name, and sends them all. */
export class Browser {
  readonly cookies = new Map<string, string>()

  async get(path: string): Promise<Response> {
    return this.#kept(await call('GET', path, { headers: this.#sent() }))
  }

  async post(path: string, json: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.#kept(await call('POST', path, { headers: { ...headers, ...this.#sent() }, json }))
  }

  /** As `Set-Cookie` says it. */
  keep(line: string): void {
    const [pair = ''] = line.split(';')
    const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    if (/max-age=0/i.test(line)) this.cookies.delete(name)
    else this.cookies.set(name, value)
  }

  #sent(): Record<string, string> {
    return this.cookies.size === 0 ? {} : { Cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
  }

  #kept(answer: Response): Response {
    for (const line of answer.headers.getSetCookie()) this.keep(line)
    return answer
  }
}

export type World = { readonly app: SeededApp; readonly idp: FakeProvider; readonly owner: Record<string, string>; readonly name: string }

/** Everything that leaves the platform goes to this provider from now on. */
export const answerFetch = (idp: FakeProvider): void => void vi.spyOn(globalThis, 'fetch').mockImplementation(idp.fetch)

export const makeWorld = async (input: object = {}): Promise<World> => {
  const app = await seedApp({ name: 'Lobby', origins: [page] })
  const idp = new FakeProvider(`https://${newId()}.idp.example`)
  answerFetch(idp)
  const owner = (await signIn(await makeOperator({ [app.app.app_id]: 'owner' }))).auth
  const world = { app, idp, owner, name: 'idp' }
  const answer = await configure(world, input)
  if (answer.status !== 200) throw new Error(await answer.text())
  return world
}

export const configure = ({ app, idp, owner, name }: World, input: object = {}, headers: Record<string, string> = {}): Promise<Response> =>
  call('PUT', `/v1/apps/${app.app.app_id}/providers/${name}`, {
    auth: owner,
    headers,
    json: { issuer: idp.issuer, client_id: idp.clientId, client_secret: 'client-secret-17', ...input },
  })

export const startPath = ({ app, name }: World, query: Record<string, string> = {}): string =>
  `/v1/auth/oauth/${name}/start?${new URLSearchParams({ key: app.key, redirect_to: `${page}/welcome?tab=1`, ...query }).toString()}`

/** Where an answer sends the browser. */
export const target = (answer: Response): URL => {
  const location = answer.headers.get('Location')
  if (location === null) throw new Error(`${answer.status} sends the browser nowhere`)
  return new URL(location)
}

export const callbackPath = (name: string, returned: Record<string, string>): string =>
  `/v1/auth/oauth/${name}/callback?${new URLSearchParams(returned).toString()}`

export const grace: Person = { sub: 'sub-grace', email: 'Grace@Example.com', email_verified: true, name: 'Grace Hopper' }

/** From the button to the page: the address that the browser ends at. */
export const runFlow = async (world: World, person: Person, browser = new Browser(), query: Record<string, string> = {}): Promise<URL> => {
  const away = target(await browser.get(startPath(world, query)))
  return target(await browser.get(callbackPath(world.name, world.idp.agree(away, person))))
}

export const exchange = (
  code: string | null,
  {
    browser = new Browser(),
    headers = { Origin: page },
    verifier,
  }: { browser?: Browser; headers?: Record<string, string>; verifier?: string } = {},
): Promise<Response> =>
  browser.post('/v1/auth/oauth/token', { code: code ?? '', ...(verifier === undefined ? {} : { code_verifier: verifier }) }, headers)

export const codesKept = async (app: SeededApp): Promise<string> => {
  const { results } = await env.KERNEL_DB.prepare('SELECT * FROM one_time_tokens WHERE app_id = ?').bind(app.app.app_id).all()
  return JSON.stringify(results)
}
