/** Refresh tokens: rotation, parallel use, reuse, and the cookie of the platform's own pages. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { sessionId } from '../../contract/ids.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { mintRefreshToken } from '../../domain/identity/refresh-token.ts'
import type { Realm } from './people-harness.ts'
import { logInAt, notesOf, outcome, realm, registerAt, send } from './people-harness.ts'
import { origin } from './gateway-harness.ts'

const refresh = (refresh_token: string, headers: Record<string, string> = {}) =>
  send('POST', '/v1/auth/refresh', { json: { refresh_token }, headers })

const nextOf = async (answer: Response): Promise<string> => {
  expect(answer.status).toBe(200)
  return (await answer.json<{ refresh_token: string }>()).refresh_token
}

/** As if the sign-ins of an app had been refreshed, and were to end, that much earlier. */
const later = async ({ app }: Realm, ms: number): Promise<void> => {
  await env.KERNEL_DB.prepare('UPDATE auth_sessions SET refreshed_at = refreshed_at - ?1, expires_at = expires_at - ?1 WHERE app_id = ?2')
    .bind(ms, app.app_id)
    .run()
}

describe('rotation', () => {
  test('[§3] each refresh gives the next tokens, for the same sign-in', async () => {
    const home = await realm()
    const { refresh_token, user } = await registerAt(home)
    const answer = await refresh(refresh_token)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ token_type: 'Bearer', expires_in: 600, user: { id: user.id } })
  })

  test('[F9] 50 parallel refreshes of one token are one rotation: one successor', async () => {
    const home = await realm()
    const { refresh_token } = await registerAt(home)
    const answers = await Promise.all(Array.from({ length: 50 }, () => refresh(refresh_token)))
    const successors = await Promise.all(answers.map(nextOf))
    expect(new Set(successors).size).toBe(1)
    expect(successors[0]).not.toBe(refresh_token)
    const rows = env.KERNEL_DB.prepare('SELECT generation FROM auth_sessions WHERE app_id = ?').bind(home.app.app_id)
    expect(await rows.first('generation')).toBe(1)
    await nextOf(await refresh(successors[0] ?? ''))
  })

  test('[§3] within 10 s the same successor comes again, and the family lives on', async () => {
    const home = await realm()
    const { refresh_token } = await registerAt(home)
    const first = await nextOf(await refresh(refresh_token))
    await later(home, 9_000)
    expect(await nextOf(await refresh(refresh_token))).toBe(first)
    await nextOf(await refresh(first))
  })

  test('[§3] reuse after 10 s revokes the whole family and is noted', async () => {
    const home = await realm()
    const { refresh_token, user, bearer } = await registerAt(home)
    const successor = await nextOf(await refresh(refresh_token))
    await later(home, 10_001)
    expect(await outcome(refresh(refresh_token))).toEqual([401, 'invalid_credentials'])
    expect(await outcome(refresh(successor))).toEqual([401, 'invalid_credentials'])
    expect(await outcome(send('GET', '/v1/me', { auth: bearer }))).toEqual([401, 'invalid_credentials'])
    const notes = (await notesOf(home.app.app_id)).filter(({ action }) => action === 'session.ended')
    expect(notes).toEqual([
      expect.objectContaining({
        actor: { kind: 'system', id: null },
        outcome: 'decided',
        reason: 'refresh_reuse',
        data: { user_id: user.id },
      }),
    ])
  })

  test('[§3] a token of two rotations ago is reuse even within 10 s', async () => {
    const { refresh_token } = await registerAt(await realm())
    const second = await nextOf(await refresh(refresh_token))
    const third = await nextOf(await refresh(second))
    expect((await refresh(refresh_token)).status).toBe(401)
    expect((await refresh(third)).status).toBe(401)
  })

  test('[§3] other sign-ins of the same person live on', async () => {
    const home = await realm()
    const { refresh_token, email } = await registerAt(home)
    const other = await nextOf(await logInAt(home, email))
    await nextOf(await refresh(refresh_token))
    await later(home, 10_001)
    expect((await refresh(refresh_token)).status).toBe(401)
    await nextOf(await refresh(other))
  })

  test('[§3] a sign-in that was not refreshed for 30 days is over', async () => {
    const home = await realm()
    const { refresh_token } = await registerAt(home)
    await later(home, 30 * 86_400_000)
    expect(await outcome(refresh(refresh_token))).toEqual([401, 'invalid_credentials'])
  })
})

describe('what is no refresh token', () => {
  test.each([['nonsense'], ['pq_rt_'], [`pq_rt_${'A'.repeat(70)}`], [`pq_rt_${'A'.repeat(69)}`]])('[§1] %s is 401', async (text) => {
    expect(await outcome(refresh(text))).toEqual([401, 'invalid_credentials'])
  })

  test('[§3] a token whose MAC another secret made is 401 and ends nothing', async () => {
    const home = await realm()
    const { refresh_token } = await registerAt(home)
    const row = await env.KERNEL_DB.prepare('SELECT session_id, nonce FROM auth_sessions WHERE app_id = ?')
      .bind(home.app.app_id)
      .first<{ session_id: string; nonce: string }>()
    const session = sessionId.parse(row?.session_id)
    for (const generation of [0, 1, 4_000_000_000]) {
      const forged = mintRefreshToken(new MasterSecret('another secret'), session, generation, row?.nonce ?? '')
      expect((await refresh(forged)).status).toBe(401)
    }
    await nextOf(await refresh(refresh_token))
  })

  test('[§3] disabled people and people of archived apps are not refreshed', async () => {
    const [home, closed] = [await realm(), await realm()]
    const [disabled, archived] = [await registerAt(home), await registerAt(closed)]
    await env.KERNEL_DB.prepare('UPDATE users SET disabled_at = 1 WHERE user_id = ?').bind(disabled.user.id).run()
    await env.KERNEL_DB.prepare('UPDATE apps SET archived_at = 1 WHERE app_id = ?').bind(closed.app.app_id).run()
    expect((await refresh(disabled.refresh_token)).status).toBe(401)
    expect((await refresh(archived.refresh_token)).status).toBe(401)
  })
})

describe('the cookie of the platform’s own pages', () => {
  const asked = { 'X-Prost-Session': 'cookie', Origin: origin }
  const cookieOf = (answer: Response): string => answer.headers.get('Set-Cookie') ?? ''

  const enter = async () => {
    const home = await realm()
    const { email } = await registerAt(home)
    const answer = await logInAt(home, email, undefined, { headers: asked })
    return { home, email, answer, pair: cookieOf(answer).split(';')[0] ?? '' }
  }

  test('[§3] carries the refresh token where no script reads it, and the body does not', async () => {
    const { answer, pair } = await enter()
    expect(answer.status).toBe(200)
    expect(await answer.json()).not.toHaveProperty('refresh_token')
    expect(pair).toMatch(/^__Host-prost_refresh=pq_rt_/)
    const attributes = cookieOf(answer).split('; ').slice(1)
    expect(new Set(attributes)).toEqual(new Set(['Max-Age=2592000', 'Path=/', 'HttpOnly', 'Secure', 'SameSite=Strict']))
  })

  test('[§3] refreshes and rotates; logout clears it', async () => {
    const { pair } = await enter()
    const answer = await send('POST', '/v1/auth/refresh', { headers: { ...asked, Cookie: pair } })
    expect(answer.status).toBe(200)
    expect(cookieOf(answer)).toMatch(/^__Host-prost_refresh=pq_rt_/)
    expect(cookieOf(answer)).not.toContain(pair)
    const { access_token } = await answer.json<{ access_token: string }>()
    const out = await send('POST', '/v1/auth/logout', { headers: asked, auth: { Authorization: `Bearer ${access_token}` } })
    expect([out.status, cookieOf(out)]).toEqual([200, expect.stringMatching(/^__Host-prost_refresh=; .*Max-Age=0/)])
  })

  test('[§3] an operator and a person of an app are signed in side by side, and either goes alone', async () => {
    const { home, email, pair } = await enter()
    const asApp = { ...asked, 'X-Prost-Session': 'app-cookie' }
    const second = await logInAt(home, email, undefined, { headers: asApp })
    const other = cookieOf(second).split(';')[0] ?? ''
    expect(other).toMatch(/^__Host-prost_refresh_app=pq_rt_/)
    const both = { Cookie: `${pair}; ${other}` }
    const { access_token } = await second.json<{ access_token: string }>()
    const out = await send('POST', '/v1/auth/logout', { headers: { ...asApp, ...both }, auth: { Authorization: `Bearer ${access_token}` } })
    expect(cookieOf(out)).toMatch(/^__Host-prost_refresh_app=; .*Max-Age=0/)
    expect((await send('POST', '/v1/auth/refresh', { headers: { ...asApp, ...both } })).status).toBe(401)
    const stays = await send('POST', '/v1/auth/refresh', { headers: { ...asked, ...both } })
    expect([stays.status, cookieOf(stays)]).toEqual([200, expect.stringMatching(/^__Host-prost_refresh=pq_rt_/)])
  })

  test('[§3] is cleared when it is worth nothing any more', async () => {
    const answer = await send('POST', '/v1/auth/refresh', { headers: { ...asked, Cookie: '__Host-prost_refresh=pq_rt_old' } })
    expect([answer.status, cookieOf(answer)]).toEqual([401, expect.stringContaining('Max-Age=0')])
  })

  test('[§1] alone does nothing: without the header of our own it is not looked at', async () => {
    const { pair } = await enter()
    expect(await outcome(send('POST', '/v1/auth/refresh', { headers: { Cookie: pair, Origin: origin } }))).toEqual([
      401,
      'invalid_credentials',
    ])
  })

  test.each(['https://evil.test', 'https://prost.test.evil.test', 'http://prost.test', 'null'])(
    '[§1] a page of %s gets none, and its request does nothing',
    async (elsewhere) => {
      const { home, email, pair } = await enter()
      const headers = { ...asked, Origin: elsewhere, Cookie: pair }
      for (const [path, json] of [
        ['/v1/auth/refresh', {}],
        ['/v1/auth/login', { email, password: 'a long walk by the sea' }],
      ] as const) {
        const answer = await send('POST', path, { auth: path.endsWith('login') ? home.keyOnly : {}, headers, json })
        expect([answer.status, answer.headers.get('Set-Cookie'), answer.headers.get('Access-Control-Allow-Origin')]).toEqual([
          403,
          null,
          null,
        ])
      }
    },
  )

  test('[§1] not even a page that the app lists gets one', async () => {
    const page = 'https://listed.people.test'
    const home = await realm({ origins: [page] })
    const { email } = await registerAt(home)
    const answer = await logInAt(home, email, undefined, { headers: { ...asked, Origin: page } })
    expect([answer.status, answer.headers.get('Set-Cookie')]).toEqual([403, null])
    const { pair } = await enter()
    const refreshed = await send('POST', '/v1/auth/refresh', { headers: { ...asked, Origin: page, Cookie: pair } })
    expect([refreshed.status, refreshed.headers.get('Set-Cookie')]).toEqual([403, null])
  })

  test('[§1] no preflight allows its header to another origin', async () => {
    const page = 'https://app.test'
    await realm({ origins: [page] })
    const headers = {
      Origin: page,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type, x-prost-session',
    }
    const answer = await send('OPTIONS', '/v1/auth/refresh', { headers })
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull()
  })
})
