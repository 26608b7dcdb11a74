/** [§1] Pages of apps at the routes of people: the configured origins of the app, and no others; and they can read why not. */
import { beforeAll, describe, expect, test } from 'vitest'
import { gatewayIsolate } from '../support/gateway-isolate.ts'
import type { Isolate } from '../support/gateway-isolate.ts'
import { goodPassword, newEmail, realm, registerAt, send } from './people-harness.ts'
import type { Account, Realm } from './people-harness.ts'

const page = 'https://pages.people.test'
const otherPage = 'https://others.people.test'

let home: Realm
let account: Account
/** Which origins are configured is known to an isolate for seconds; this one begins when all are. */
let fresh: Isolate

beforeAll(async () => {
  home = await realm({ origins: [page] })
  await realm({ origins: [otherPage] })
  account = await registerAt(home)
  fresh = gatewayIsolate()
})

const allowed = (answer: Response): string | null => answer.headers.get('Access-Control-Allow-Origin')

const preflight = (path: string, method: string, headers: string, from = page): Promise<Response> =>
  fresh('OPTIONS', path, { Origin: from, 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': headers })

describe('preflights', () => {
  test.each([
    ['/v1/auth/login', 'POST', 'content-type, x-prost-app-key'],
    ['/v1/auth/register', 'POST', 'content-type, x-prost-app-key, idempotency-key'],
    ['/v1/auth/refresh', 'POST', 'content-type'],
    ['/v1/auth/password/forgot', 'POST', 'content-type, x-prost-app-key'],
    ['/v1/auth/logout', 'POST', 'authorization'],
    ['/v1/me', 'PATCH', 'authorization, content-type'],
    ['/v1/auth/sessions/01939b7e-0000-7000-8000-00000000f001', 'DELETE', 'authorization'],
  ])('%s %s from a configured origin', async (path, method, headers) => {
    const answer = await preflight(path, method, headers)
    expect([answer.status, allowed(answer)]).toEqual([204, page])
    expect(answer.headers.get('Access-Control-Allow-Methods')).toContain(method)
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull()
  })

  test('no permission for an origin that nobody configured, nor to send a secret', async () => {
    expect(allowed(await preflight('/v1/auth/login', 'POST', 'content-type', 'https://nobody.test'))).toBeNull()
    expect(allowed(await preflight('/v1/auth/login', 'POST', 'x-prost-app-key, x-prost-app-secret'))).toBeNull()
  })
})

describe('answers', () => {
  const login = (from: string, password = goodPassword): Promise<Response> =>
    send('POST', '/v1/auth/login', { auth: home.keyOnly, headers: { Origin: from }, json: { email: account.email, password } })

  test('a configured origin reads tokens, and a 401 of a wrong password', async () => {
    const answer = await login(page)
    expect([answer.status, allowed(answer)]).toEqual([200, page])
    expect(answer.headers.get('Vary')).toContain('Origin')
    const wrong = await login(page, 'another password')
    expect([wrong.status, allowed(wrong)]).toEqual([401, page])
  })

  test('the origin of another app gets nothing', async () => {
    const answer = await login(otherPage)
    expect([answer.status, allowed(answer)]).toEqual([403, null])
  })

  test('a refresh is judged by the app of its token, before it is used', async () => {
    const { refresh_token } = await registerAt(home, newEmail())
    const refresh = (from: string): Promise<Response> =>
      send('POST', '/v1/auth/refresh', { headers: { Origin: from }, json: { refresh_token } })
    const foreign = await refresh(otherPage)
    expect([foreign.status, allowed(foreign)]).toEqual([403, null])
    const own = await refresh(page)
    expect([own.status, allowed(own)]).toEqual([200, page])
  })

  test('a refused refresh and an ended token are readable', async () => {
    const refused = await fresh('POST', '/v1/auth/refresh', { Origin: page })
    expect([refused.status, allowed(refused)]).toEqual([401, page])
    const ended = await fresh('GET', '/v1/me', { Origin: page, Authorization: 'Bearer none' })
    expect([ended.status, allowed(ended)]).toEqual([401, page])
  })

  test('a signed-in person calls from the pages of the own app only', async () => {
    const me = (from: string): Promise<Response> => send('GET', '/v1/me', { auth: account.bearer, headers: { Origin: from } })
    expect(allowed(await me(page))).toBe(page)
    const foreign = await me(otherPage)
    expect([foreign.status, allowed(foreign)]).toEqual([403, null])
  })
})
