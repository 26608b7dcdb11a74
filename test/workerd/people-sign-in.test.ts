/** Registration, login, logout through the public door: what is answered, what is kept, and what nobody learns. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { call } from './gateway-harness.ts'
import {
  actionsOf,
  goodPassword,
  issuesOf,
  logInAt,
  mailsTo,
  newEmail,
  notesOf,
  outcome,
  realm,
  registerAt,
  send,
} from './people-harness.ts'

describe('registering', () => {
  test('[§1] answers 201 with tokens and the person; the mail asks to confirm; the note is there', async () => {
    const home = await realm()
    const email = newEmail()
    const answer = await send('POST', '/v1/auth/register', {
      auth: home.keyOnly,
      json: { email: email.toUpperCase(), password: goodPassword, display_name: ' Grace ' },
    })
    expect(answer.status).toBe(201)
    expect(answer.headers.get('Set-Cookie')).toBeNull()
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    expect(await answer.json()).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.stringMatching(/^pq_rt_/),
      token_type: 'Bearer',
      expires_in: 600,
      user: {
        id: expect.any(String),
        email,
        email_verified: false,
        display_name: 'Grace',
        created_at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/),
      },
    })
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual(['test app: confirm your e-mail'])
    expect(await actionsOf(home.app.app_id)).toEqual(['user.registered', 'session.started'])
  })

  test('[§3] the password is kept as scrypt with its parameters, and occurs nowhere else', async () => {
    const home = await realm()
    const { user, email } = await registerAt(home)
    const row = await env.KERNEL_DB.prepare('SELECT * FROM users WHERE user_id = ?').bind(user.id).first()
    expect(row).toMatchObject({ app_id: home.app.app_id, email, password_hash: expect.stringMatching(/^scrypt\$32768\$8\$3\$/) })
    expect(JSON.stringify(await notesOf(home.app.app_id))).not.toContain(goodPassword)
  })

  test('[§3] the same e-mail in two apps is two people; in one app it is taken, in any spelling', async () => {
    const [here, there] = [await realm(), await realm()]
    const first = await registerAt(here)
    const second = await registerAt(there, first.email)
    expect(second.user.id).not.toBe(first.user.id)
    const again = { email: first.email.toUpperCase(), password: goodPassword, display_name: 'Else' }
    expect(await outcome(send('POST', '/v1/auth/register', { auth: here.keyOnly, json: again }))).toEqual([409, 'email_taken'])
  })

  test('[§3] of two at once with one e-mail one gets it', async () => {
    const home = await realm()
    const json = { email: newEmail(), password: goodPassword, display_name: 'Twin' }
    const answers = await Promise.all([1, 2].map(() => send('POST', '/v1/auth/register', { auth: home.keyOnly, json })))
    expect(new Set(await Promise.all(answers.map(outcome)))).toEqual(
      new Set([
        [201, null],
        [409, 'email_taken'],
      ]),
    )
  })

  test.each([
    ['short', 'too_short'],
    ['iloveyou', 'too_common'],
    ['PassWord1', 'too_common'],
    ['aaaaaaaaaaaaaaa', 'too_common'],
    ['Grace Hopper', 'too_personal'],
    ['grace.hopper', 'too_personal'],
  ])('[§3] %s is refused as %s', async (password, code) => {
    const home = await realm()
    const json = { email: 'grace.hopper@people.test', password, display_name: 'Grace Hopper' }
    const answer = await send('POST', '/v1/auth/register', { auth: home.keyOnly, json })
    expect(answer.status).toBe(422)
    expect(await issuesOf(answer)).toEqual([`password ${code}`])
  })

  test('[§1] a body that names an app is refused, even the own one', async () => {
    const home = await realm()
    const json = { email: newEmail(), password: goodPassword, display_name: 'Grace', app_id: home.app.app_id }
    expect(await outcome(send('POST', '/v1/auth/register', { auth: home.keyOnly, json }))).toEqual([400, 'app_id_forbidden'])
  })

  test('[§1] the same Idempotency-Key gives the stored answer, and nothing at rest can be guessed from', async () => {
    const home = await realm()
    const json = { email: newEmail(), password: goodPassword, display_name: 'Grace' }
    const headers = { 'Idempotency-Key': 'register-once' }
    const answers = [1, 2].map(() => send('POST', '/v1/auth/register', { auth: home.keyOnly, json, headers }))
    const [first, second] = await Promise.all((await Promise.all(answers)).map((answer) => answer.text()))
    // Both at once: the second is either the stored answer or told that the first is under way.
    expect([first, second].some((text) => text?.includes('access_token'))).toBe(true)
    const replayed = await send('POST', '/v1/auth/register', { auth: home.keyOnly, json, headers })
    expect([replayed.status, replayed.headers.get('Idempotency-Replayed')]).toEqual([201, 'true'])
    const stored = await env.KERNEL_DB.prepare(`SELECT * FROM idempotency WHERE app_id = ?`).bind(home.app.app_id).all()
    expect(JSON.stringify(stored.results)).not.toContain('pq_rt_')
    const plain = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`POST /v1/auth/register\n${JSON.stringify(json)}`))
    expect(JSON.stringify(stored.results)).not.toContain(Buffer.from(plain).toString('hex'))
  })
})

describe('logging in', () => {
  test('[§1] answers 200 with tokens that open /v1/me', async () => {
    const home = await realm()
    const { email, user } = await registerAt(home)
    const answer = await logInAt(home, ` ${email.toUpperCase()}`.trim())
    expect(answer.status).toBe(200)
    const { access_token } = await answer.json<{ access_token: string }>()
    const me = await send('GET', '/v1/me', { auth: { Authorization: `Bearer ${access_token}` } })
    expect(await me.json()).toMatchObject({
      id: user.id,
      email,
      display_name: 'Grace',
      app: { id: home.app.app_id, name: 'test app' },
      roles: [],
      session_id: expect.any(String),
    })
  })

  test('[§1] unknown, wrong, without password, disabled, of another app: one answer', async () => {
    const [home, other] = [await realm(), await realm()]
    const known = await registerAt(home)
    const disabled = await registerAt(home)
    const without = await registerAt(home)
    const abroad = await registerAt(other)
    const db = env.KERNEL_DB
    await db.prepare('UPDATE users SET disabled_at = 1 WHERE user_id = ?').bind(disabled.user.id).run()
    await db.prepare('UPDATE users SET password_hash = NULL WHERE user_id = ?').bind(without.user.id).run()
    const tries: [string, string][] = [
      [newEmail(), goodPassword],
      [known.email, 'another password'],
      [disabled.email, goodPassword],
      [without.email, goodPassword],
      [abroad.email, goodPassword],
    ]
    const bodies = new Set<string>()
    for (const [email, password] of tries) {
      const answer = await logInAt(home, email, password, { headers: { 'X-Request-Id': 'same' } })
      expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, expect.any(String)])
      bodies.add(await answer.text())
    }
    expect(bodies.size).toBe(1)
    const denied = (await notesOf(home.app.app_id)).filter(({ action }) => action === 'sign_in.denied')
    expect(denied).toHaveLength(tries.length)
    expect(JSON.stringify(denied)).not.toContain('@')
  })

  test('[§3] a hash of older parameters is made anew with the right password', async () => {
    const home = await realm()
    const { email, user } = await registerAt(home)
    const { scryptSync } = await import('node:crypto')
    const salt = Buffer.alloc(16, 3)
    const weak = scryptSync(goodPassword, salt, 32, { N: 1_024, r: 8, p: 1 })
    const old = ['scrypt', 1_024, 8, 1, salt.toString('base64'), weak.toString('base64')].join('$')
    await env.KERNEL_DB.prepare('UPDATE users SET password_hash = ? WHERE user_id = ?').bind(old, user.id).run()
    expect((await logInAt(home, email, 'not this one')).status).toBe(401)
    expect((await logInAt(home, email)).status).toBe(200)
    const stored = () =>
      env.KERNEL_DB.prepare('SELECT password_hash FROM users WHERE user_id = ?').bind(user.id).first<string>('password_hash')
    await expect.poll(stored).toMatch(/^scrypt\$32768\$8\$3\$/)
    expect((await logInAt(home, email)).status).toBe(200)
  })

  test('[§1] a key without the scope identity, and no key of an app, do not say whose people', async () => {
    const home = await realm({ scopes: ['telemetry'] })
    const json = { email: newEmail(), password: goodPassword }
    expect(await outcome(send('POST', '/v1/auth/login', { auth: home.keyOnly, json }))).toEqual([403, 'insufficient_scope'])
    expect(await outcome(send('POST', '/v1/auth/login', { auth: { 'X-Prost-App-Key': 'pq_pk_none' }, json }))).toEqual([
      401,
      'invalid_credentials',
    ])
  })
})

describe('logging out', () => {
  test('[§3] ends the sign-in here at once: access and refresh', async () => {
    const home = await realm()
    const { bearer, refresh_token } = await registerAt(home)
    const answer = await send('POST', '/v1/auth/logout', { auth: bearer })
    expect([answer.status, await answer.json()]).toEqual([200, { ended: 1 }])
    expect(await outcome(send('GET', '/v1/me', { auth: bearer }))).toEqual([401, 'invalid_credentials'])
    expect(await outcome(send('POST', '/v1/auth/refresh', { json: { refresh_token } }))).toEqual([401, 'invalid_credentials'])
    expect((await notesOf(home.app.app_id)).at(-1)).toMatchObject({ action: 'session.ended', reason: 'logout', outcome: 'done' })
  })

  test('[§1] needs a sign-in', async () => {
    expect(await outcome(call('POST', '/v1/auth/logout'))).toEqual([401, 'invalid_credentials'])
  })
})
