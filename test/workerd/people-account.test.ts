/** What people change of their own: name, password, sign-ins, e-mail; and the links in mails. */
import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import {
  actionsOf,
  goodPassword,
  issuesOf,
  logInAt,
  mailedToken,
  mailsTo,
  newEmail,
  notesOf,
  outcome,
  realm,
  registerAt,
  send,
} from './people-harness.ts'
import type { Account, Realm } from './people-harness.ts'

const newPassword = 'another walk in the hills'

const arrive = async (): Promise<{ home: Realm; account: Account }> => {
  const home = await realm()
  return { home, account: await registerAt(home) }
}

const stillOpen = async ({ bearer }: Pick<Account, 'bearer'>): Promise<boolean> =>
  (await send('GET', '/v1/me', { auth: bearer })).status === 200
const secondSignIn = async (home: Realm, { email }: Account): Promise<Pick<Account, 'bearer' | 'refresh_token'>> => {
  const { access_token, refresh_token } = await (await logInAt(home, email)).json<{ access_token: string; refresh_token: string }>()
  return { refresh_token, bearer: { Authorization: `Bearer ${access_token}` } }
}

describe('name', () => {
  test('[§3] is changed, noted once, and not when it is the same', async () => {
    const { home, account } = await arrive()
    const patch = () => send('PATCH', '/v1/me', { auth: account.bearer, json: { display_name: 'Ada <b>' } })
    expect(await (await patch()).json()).toMatchObject({ display_name: 'Ada <b>', email: account.email })
    expect((await patch()).status).toBe(200)
    expect((await actionsOf(home.app.app_id)).filter((action) => action === 'user.renamed')).toHaveLength(1)
  })

  test.each([[{ display_name: ' ' }], [{ display_name: 'x'.repeat(81) }], [{ email: 'else@people.test' }], [[]]])(
    '[§1] %o is refused',
    async (json) => {
      const { account } = await arrive()
      expect(await outcome(send('PATCH', '/v1/me', { auth: account.bearer, json }))).toEqual([422, 'validation_failed'])
    },
  )

  test('[§1] a body that names an app is refused', async () => {
    const { account } = await arrive()
    const json = { tenant_id: 'x' }
    expect(await outcome(send('PATCH', '/v1/me', { auth: account.bearer, json }))).toEqual([400, 'app_id_forbidden'])
  })
})

describe('sign-ins', () => {
  type Listed = { data: { id: string; current: boolean; method: string; user_agent: string | null }[]; next_cursor: string | null }
  const list = async ({ bearer }: Pick<Account, 'bearer'>, query = ''): Promise<Listed> =>
    (await send('GET', `/v1/auth/sessions${query}`, { auth: bearer })).json<Listed>()

  test('[§3] are listed latest first, page by page, the current one marked, without any address', async () => {
    const { home, account } = await arrive()
    await secondSignIn(home, account)
    const first = await list(account, '?limit=1')
    const second = await list(account, `?limit=1&cursor=${first.next_cursor}`)
    expect([first, second].flatMap(({ data }) => data).map(({ method, current }) => [method, current])).toEqual([
      ['password', false],
      ['registration', true],
    ])
    expect(second.next_cursor).toBeNull()
    expect(JSON.stringify(first)).not.toContain('10.0.')
  })

  test('[§3] one is ended, and is refused from then on', async () => {
    const { home, account } = await arrive()
    const other = await secondSignIn(home, account)
    const id = (await list(account)).data.find(({ current }) => !current)?.id
    const path = `/v1/auth/sessions/${id}`
    const answer = await send('DELETE', path, { auth: account.bearer })
    expect([answer.status, await answer.json()]).toEqual([200, { ended: 1 }])
    expect([await stillOpen(other), await stillOpen(account)]).toEqual([false, true])
    expect((await send('POST', '/v1/auth/refresh', { json: { refresh_token: other.refresh_token } })).status).toBe(401)
    expect(await outcome(send('DELETE', path, { auth: account.bearer }))).toEqual([404, 'not_found'])
  })

  test('[F8] another person’s sign-in, of the same app or another, is 404 and lives on', async () => {
    const { home, account } = await arrive()
    const foreign = [await registerAt(home), (await arrive()).account]
    for (const person of foreign) {
      const id = (await list(person)).data[0]?.id
      expect(await outcome(send('DELETE', `/v1/auth/sessions/${id}`, { auth: account.bearer }))).toEqual([404, 'not_found'])
      expect(await stillOpen(person)).toBe(true)
    }
    expect(await outcome(send('DELETE', '/v1/auth/sessions/none', { auth: account.bearer }))).toEqual([404, 'not_found'])
  })

  test('[§3] all others are ended at once', async () => {
    const { home, account } = await arrive()
    const others = [await secondSignIn(home, account), await secondSignIn(home, account)]
    const answer = await send('POST', '/v1/auth/sessions/end-others', { auth: account.bearer })
    expect([answer.status, await answer.json()]).toEqual([200, { ended: 2 }])
    expect(await Promise.all([account, ...others].map(stillOpen))).toEqual([true, false, false])
  })
})

describe('password', () => {
  const change = ({ bearer }: Account, current_password: string, new_password: string): Promise<Response> =>
    send('POST', '/v1/auth/password', { auth: bearer, json: { current_password, new_password } })

  test('[§3] with the current one a new one is set, all other sign-ins end, and the owner is told', async () => {
    const { home, account } = await arrive()
    const other = await secondSignIn(home, account)
    expect((await change(account, goodPassword, newPassword)).status).toBe(200)
    expect([await stillOpen(account), await stillOpen(other)]).toEqual([true, false])
    expect((await logInAt(home, account.email)).status).toBe(401)
    expect((await logInAt(home, account.email, newPassword)).status).toBe(200)
    expect((await mailsTo(account.email))[0]?.subject).toBe('test app: your password was changed')
    expect(await actionsOf(home.app.app_id)).toContain('user.password_changed')
  })

  test('[§3] with a wrong one nothing changes', async () => {
    const { home, account } = await arrive()
    const answer = await change(account, 'not my password', newPassword)
    expect([answer.status, await issuesOf(answer)]).toEqual([422, ['current_password wrong_password']])
    expect((await logInAt(home, account.email)).status).toBe(200)
  })

  test('[§3] the new one is held to the same rules', async () => {
    const { account } = await arrive()
    const answer = await change(account, goodPassword, 'password1')
    expect([answer.status, await issuesOf(answer)]).toEqual([422, ['new_password too_common']])
  })

  test('[§3] a change makes reset links that are under way worthless', async () => {
    const { home, account } = await arrive()
    await send('POST', '/v1/auth/password/forgot', { auth: home.keyOnly, json: { email: account.email } })
    const token = await mailedToken(account.email, 'reset')
    expect((await change(account, goodPassword, newPassword)).status).toBe(200)
    const json = { token, new_password: 'a third walk in the rain' }
    expect(await outcome(send('POST', '/v1/auth/password/reset', { json }))).toEqual([400, 'invalid_token'])
  })
})

describe('a forgotten password', () => {
  const forgot = ({ keyOnly }: Realm, email: string, headers: Record<string, string> = {}): Promise<Response> =>
    send('POST', '/v1/auth/password/forgot', { auth: keyOnly, json: { email }, headers })
  const reset = (token: string, new_password = newPassword): Promise<Response> =>
    send('POST', '/v1/auth/password/reset', { json: { token, new_password } })

  test('[§3] a mail with a link, one new password, signed in, everyone else out, and the e-mail proved', async () => {
    const { home, account } = await arrive()
    expect(await (await forgot(home, account.email)).json()).toEqual({ status: 'ok' })
    const token = await mailedToken(account.email, 'reset')
    expect((await mailsTo(account.email))[0]?.text).toContain(`https://prost.test/reset?token=${token}&realm=app`)
    const answer = await reset(token)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ user: { id: account.user.id, email_verified: true }, refresh_token: expect.any(String) })
    expect(await stillOpen(account)).toBe(false)
    expect((await logInAt(home, account.email)).status).toBe(401)
    expect((await logInAt(home, account.email, newPassword)).status).toBe(200)
    expect((await notesOf(home.app.app_id)).map(({ action }) => action)).toContain('user.password_reset')
  })

  test('[§3] the link works once; of two at once one', async () => {
    const { home, account } = await arrive()
    await forgot(home, account.email)
    const token = await mailedToken(account.email, 'reset')
    const statuses = (await Promise.all([reset(token), reset(token)])).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([200, 400]))
    expect(await outcome(reset(token))).toEqual([400, 'invalid_token'])
  })

  test('[§3] the link ends after 30 minutes, and with the next one that is used', async () => {
    const { home, account } = await arrive()
    await forgot(home, account.email)
    const old = await mailedToken(account.email, 'reset')
    await env.KERNEL_DB.prepare('UPDATE one_time_tokens SET expires_at = expires_at - 1800000 WHERE app_id = ?').bind(home.app.app_id).run()
    expect(await outcome(reset(old))).toEqual([400, 'invalid_token'])
    await forgot(home, account.email)
    const first = await mailedToken(account.email, 'reset')
    await forgot(home, account.email)
    const second = await mailedToken(account.email, 'reset')
    expect((await reset(second)).status).toBe(200)
    expect(await outcome(reset(first))).toEqual([400, 'invalid_token'])
  })

  test('[§3] only the digest of a link is kept, and its mail sealed', async () => {
    const { home, account } = await arrive()
    await forgot(home, account.email)
    const token = await mailedToken(account.email, 'reset')
    const dumps = ['one_time_tokens', 'mails', 'audit_outbox'].map((table) => env.KERNEL_DB.prepare(`SELECT * FROM ${table}`).all())
    expect(JSON.stringify(await Promise.all(dumps))).not.toContain(token)
  })

  test('[§3] a weak password leaves the link good', async () => {
    const { home, account } = await arrive()
    await forgot(home, account.email)
    const token = await mailedToken(account.email, 'reset')
    expect((await reset(token, 'short')).status).toBe(422)
    expect((await reset(token)).status).toBe(200)
  })

  test('[§3] unknown, disabled and known e-mails get one answer, and only the known one a mail', async () => {
    const { home, account } = await arrive()
    const disabled = await registerAt(home)
    await env.KERNEL_DB.prepare('UPDATE users SET disabled_at = 1 WHERE user_id = ?').bind(disabled.user.id).run()
    const unknown = newEmail()
    const bodies = new Set<string>()
    for (const email of [unknown, disabled.email, account.email]) {
      const answer = await forgot(home, email)
      expect(answer.status).toBe(200)
      bodies.add(await answer.text())
    }
    expect(bodies.size).toBe(1)
    const resetMails = async (email: string) => (await mailsTo(email)).filter(({ text }) => text.includes('/reset?')).length
    expect(await Promise.all([unknown, disabled.email, account.email].map(resetMails))).toEqual([0, 0, 1])
  })

  test('[§3] no more than five mails an hour go to a person, wherever they are asked for', async () => {
    const { home, account } = await arrive()
    for (let i = 0; i < 7; i++) expect((await forgot(home, account.email)).status).toBe(200)
    expect((await mailsTo(account.email)).filter(({ text }) => text.includes('/reset?'))).toHaveLength(5)
  })

  test('[§6] mails are in the language that the browser asks for', async () => {
    const { home, account } = await arrive()
    await forgot(home, account.email, { 'Accept-Language': 'pt-BR,pt;q=0.9,en;q=0.8' })
    expect((await mailsTo(account.email))[0]?.subject).toBe('test app: escolha uma nova senha')
  })
})

describe('an unproved e-mail', () => {
  const verify = (token: string): Promise<Response> => send('POST', '/v1/auth/email/verify', { json: { token } })
  const isVerified = async ({ bearer }: Account): Promise<boolean> =>
    (await (await send('GET', '/v1/me', { auth: bearer })).json<{ email_verified: boolean }>()).email_verified

  test('[§3] is proved by the link of the mail, once, and noted', async () => {
    const { home, account } = await arrive()
    expect(await isVerified(account)).toBe(false)
    const token = await mailedToken(account.email, 'verify')
    expect((await verify(token)).status).toBe(200)
    expect(await isVerified(account)).toBe(true)
    expect(await outcome(verify(token))).toEqual([400, 'invalid_token'])
    expect((await actionsOf(home.app.app_id)).filter((action) => action === 'user.email_verified')).toHaveLength(1)
  })

  test('[§3] a link for one thing does not do another', async () => {
    const { account } = await arrive()
    const token = await mailedToken(account.email, 'verify')
    const json = { token, new_password: newPassword }
    expect(await outcome(send('POST', '/v1/auth/password/reset', { json }))).toEqual([400, 'invalid_token'])
    expect(await outcome(verify('pq_ot_none'))).toEqual([400, 'invalid_token'])
  })

  test('[§3] gets another mail when asked for, and none once it is proved', async () => {
    const { account } = await arrive()
    const resend = () => send('POST', '/v1/auth/email/resend', { auth: account.bearer })
    const count = async () => (await mailsTo(account.email)).length
    expect((await resend()).status).toBe(200)
    expect(await count()).toBe(2)
    expect((await verify(await mailedToken(account.email, 'verify'))).status).toBe(200)
    expect((await resend()).status).toBe(200)
    expect(await count()).toBe(2)
  })
})
