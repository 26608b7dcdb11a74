/** Signing in, staying in and going, in a real browser against the stand-in platform. */
import { describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { eventually, isFocused, pathOf } from './eventually.ts'

const stage = adminStage()
const { world, shows } = stage

const login = (): Promise<boolean> => seen(stage.page.getByRole('heading', { level: 1, name: 'Sign in' }))
const account = (): Promise<boolean> => seen(stage.page.getByRole('link', { name: /^Account: / }))

describe.runIf(hasChrome)('the login', () => {
  it('says which field is missing, goes there, and asks nothing of the API', async () => {
    const { page } = stage
    await page.goto('/admin')
    expect(await login()).toBe(true)
    await examine(page, 'login')
    await page.getByLabel('Password').fill('something')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    expect(await shows('Needed.')).toBe(true)
    await eventually(() => isFocused(page.getByLabel('E-mail'))).toBe(true)
    await stage.barrier()
    expect(stage.calls('POST', '/login')).toEqual([])
    await examine(page, 'login-missing')
  })

  it('says that a password is wrong, and takes the right one after', async () => {
    const { page } = stage
    await page.goto('/admin')
    await page.getByLabel('E-mail').fill(world.user.email)
    await page.getByLabel('Password').fill('something else')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    expect(await shows('That did not open an account.')).toBe(true)
    await examine(page, 'login-wrong')
    await page.getByLabel('Password').fill(world.password)
    await page.getByLabel('Password').press('Enter')
    expect(await account()).toBe(true)
  })

  it('keeps the access token in memory and the refresh token where no script reads it', async () => {
    const { page, context } = stage
    await stage.signIn()
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie, location.href]),
    )
    expect(kept).not.toMatch(/access-|refresh-|a long walk/)
    expect((await context.cookies()).map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))).toEqual([
      { name: 'prost_refresh', httpOnly: true, sameSite: 'Strict' },
    ])
    expect(stage.server.asked.every(({ query, path: asked }) => !`${asked}?${query}`.includes('access-'))).toBe(true)
  })

  it('stays under a deep link, and the page follows', async () => {
    const { page } = stage
    await stage.signIn(`/admin/apps/${world.apps[0]?.id}/keys?x=1`)
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Keys' }))).toBe(true)
    await eventually(() => pathOf(page)).toBe(`/admin/apps/${world.apps[0]?.id}/keys`)
  })

  it('waits as long as the server asks, and says that nobody answers', async () => {
    const { page } = stage
    world.refusal = { of: '/login', code: 'rate_limited', headers: { 'retry-after': '20' } }
    await page.goto('/admin')
    await page.getByLabel('E-mail').fill(world.user.email)
    await page.getByLabel('Password').fill(world.password)
    await page.getByLabel('Password').press('Enter')
    expect(await shows('Try again in 20 s.')).toBe(true)
    world.api = 'down'
    await page.getByLabel('Password').press('Enter')
    expect(await shows('Prost does not answer.')).toBe(true)
  })

  it('says that it can not be found out who this is, and tries again', async () => {
    const { page } = stage
    world.api = 'down'
    await page.goto('/admin')
    expect(await shows('Prost does not answer.')).toBe(true)
    await examine(page, 'unknown')
    world.api = 'up'
    await page.getByRole('button', { name: 'Try again' }).click()
    expect(await login()).toBe(true)
  })
})

describe.runIf(hasChrome)('staying in', () => {
  it('is signed in after a reload, without a password', async () => {
    await stage.signIn()
    await stage.page.reload()
    expect(await account()).toBe(true)
    expect(stage.calls('POST', '/login').length).toBe(1)
  })

  it('refreshes before the token ends', async () => {
    const { page } = stage
    await page.clock.install()
    // It is renewed 90 s before its end. What the test itself takes is far less than the time left on either side.
    world.accessTtlS = 3_600
    await stage.signIn('/admin/account')
    const refreshes = (): number => stage.calls('POST', '/refresh').length
    const before = refreshes()
    await page.clock.fastForward(3_200_000)
    await stage.barrier()
    expect(refreshes()).toBe(before)
    await page.clock.fastForward(330_000)
    await eventually(refreshes).toBe(before + 1)
  })

  it('a refused token is renewed once and the call made again; nobody notices', async () => {
    const { page } = stage
    await stage.signIn('/admin/account')
    // What the page asks by itself has its answers: only what follows meets the refused token.
    await page.getByRole('list', { name: 'Sign-ins' }).waitFor()
    await page.getByRole('button', { name: 'Remove the passkey Laptop' }).waitFor()
    const before = stage.calls('POST', '/refresh').length
    world.access = []
    await page.getByLabel('Your name').fill('Countess of Lovelace')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(await seen(page.getByRole('link', { name: 'Account: Countess of Lovelace' }))).toBe(true)
    expect(stage.calls('POST', '/refresh').length).toBe(before + 1)
    expect(stage.calls('PATCH', '/me').length).toBe(2)
  })

  it('calls of many at once with a refused token wait for one refresh', async () => {
    const { page } = stage
    await stage.signIn('/admin')
    await page.getByTestId('age').waitFor()
    const before = stage.calls('POST', '/refresh').length
    world.access = []
    await page.getByRole('link', { name: 'Audit' }).click()
    expect(await seen(page.getByRole('list', { name: 'Audit' }))).toBe(true)
    expect(stage.calls('POST', '/refresh').length).toBe(before + 1)
  })

  it('a sign-in that ended elsewhere becomes the login, and after it the page that was left', async () => {
    const { page } = stage
    await stage.signIn(`/admin/apps/${world.apps[0]?.id}/members`)
    await page.getByRole('list', { name: 'Members' }).waitFor()
    Object.assign(world, { access: [], refresh: null })
    await page.getByRole('link', { name: 'Keys' }).click()
    expect(await shows('Your sign-in has ended.')).toBe(true)
    await eventually(() => isFocused(page.getByRole('heading', { name: 'Sign in' }))).toBe(true)
    await page.getByLabel('E-mail').fill(world.user.email)
    await page.getByLabel('Password').fill(world.password)
    await page.getByLabel('Password').press('Enter')
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Keys' }))).toBe(true)
  })

  it('two tabs: one signs in and the other follows, both refresh at once, and signing out is for both', async () => {
    const { page, context } = stage
    const other = await context.newPage()
    await other.goto('/admin')
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()
    await stage.signIn('/admin/account')
    expect(await seen(other.getByRole('link', { name: /^Account: / }))).toBe(true)
    await other.getByRole('link', { name: /^Account: / }).click()
    for (const tab of [page, other]) await tab.getByLabel('Your name').fill('Ada K.')
    // The stand-in takes each refresh token once: two refreshes side by side would end the sign-in.
    world.access = []
    await Promise.all([page, other].map((tab) => tab.getByRole('button', { name: 'Save' }).click()))
    for (const tab of [page, other]) {
      await tab.getByText('Saved.').waitFor()
      await tab.getByRole('link', { name: 'Account: Ada K.' }).waitFor()
    }
    await page.getByRole('button', { name: 'Sign out' }).click()
    expect(await login()).toBe(true)
    expect(await seen(other.getByText('You are signed out.'))).toBe(true)
    await eventually(() => context.cookies()).toEqual([])
  })

  it('waits while another tab refreshes', async () => {
    const { page, context } = stage
    await stage.signIn('/admin/account')
    const other = await context.newPage()
    await other.goto('/')
    await other.evaluate(
      () =>
        new Promise<void>((held) => {
          const wait = () => new Promise((letGo) => held(void Object.assign(window, { letGo })))
          void navigator.locks.request('prost-refresh', wait)
        }),
    )
    const before = stage.calls('POST', '/refresh').length
    world.access = []
    await page.getByLabel('Your name').fill('Ada K.')
    await page.getByRole('button', { name: 'Save' }).click()
    await eventually(() => stage.calls('PATCH', '/me').length).toBe(1)
    await stage.barrier()
    expect(stage.calls('POST', '/refresh').length).toBe(before)
    await other.evaluate('window.letGo()')
    expect(await shows('Saved.')).toBe(true)
    expect(stage.calls('POST', '/refresh').length).toBe(before + 1)
  })

  it('a failed sign-out says so and leaves the sign-in as it is', async () => {
    const { page } = stage
    await stage.signIn('/admin/account')
    world.api = 'down'
    await page.getByRole('button', { name: 'Sign out' }).click()
    expect(await shows('Prost does not answer.')).toBe(true)
    expect(await account()).toBe(true)
  })
})

describe.runIf(hasChrome)('ways in by mail and by others', () => {
  it('registration that is closed says how one comes in', async () => {
    const { page } = stage
    await page.goto('/admin')
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByLabel('Your name').fill('Mary')
    await page.getByLabel('E-mail').fill('mary@example.com')
    await page.getByLabel('Password').fill('short')
    await page.getByRole('button', { name: 'Create an account' }).click()
    expect(await shows('Use at least 8 characters.')).toBe(true)
    await page.getByLabel('Password').fill('a longer walk')
    await page.getByRole('button', { name: 'Create an account' }).click()
    expect(await shows('Registration is by invitation.')).toBe(true)
    await examine(page, 'register-closed')
  })

  it('what the server finds wrong with a password stands beside it', async () => {
    const { page } = stage
    world.refusal = { of: '/register', code: 'validation_failed', errors: [{ path: 'password', code: 'too_common', message: 'is common' }] }
    await page.goto('/register')
    await page.getByLabel('Your name').fill('Mary')
    await page.getByLabel('E-mail').fill('mary@example.com')
    await page.getByLabel('Password').fill('password1')
    await page.getByLabel('Password').press('Enter')
    expect(await shows('among the first that are guessed')).toBe(true)
    await eventually(() => page.getByLabel('Password').getAttribute('aria-invalid')).toBe('true')
    await eventually(() => isFocused(page.getByLabel('Password'))).toBe(true)
  })

  it('an invitation makes the account and signs in; its token leaves the address at once', async () => {
    const { page } = stage
    await page.goto('/join?token=invited')
    expect(await seen(page.getByRole('heading', { name: 'Join on Prost' }))).toBe(true)
    await eventually(() => page.url()).not.toContain('invited')
    await examine(page, 'join')
    await page.getByLabel('Your name').fill('Mary Jackson')
    await page.getByLabel('E-mail').fill('mary@example.com')
    await page.getByLabel('Password').fill('a walk in the hills')
    await page.getByRole('button', { name: 'Create the account and join' }).click()
    await page.getByRole('link', { name: 'Go on to the console' }).click()
    expect(await seen(page.getByRole('link', { name: 'Account: Mary Jackson' }))).toBe(true)
    expect(stage.calls('POST', '/register')[0]?.body).toMatchObject({ invitation_token: 'invited' })
  })

  it('a forgotten password: the link is asked for, taken once, and signs in', async () => {
    const { page } = stage
    await page.goto('/admin')
    await page.getByRole('link', { name: 'Forgot your password?' }).click()
    await page.getByLabel('E-mail').fill(world.user.email)
    await page.getByRole('button', { name: 'Send the link' }).click()
    expect(await shows('If there is an account')).toBe(true)
    await examine(page, 'forgot-sent')
    await page.goto('/reset?token=good')
    await page.getByLabel('New password').fill('a walk in the woods')
    await examine(page, 'reset')
    await page.getByRole('button', { name: 'Set the password' }).click()
    expect(await shows('The new password is set')).toBe(true)
    expect(world.password).toBe('a walk in the woods')
    await page.goto('/reset?token=old')
    await page.getByLabel('New password').fill('a walk in the woods')
    await page.getByRole('button', { name: 'Set the password' }).click()
    expect(await shows('This link does not work any more.')).toBe(true)
  })

  it('an e-mail is confirmed by its link; a link that is not whole says so', async () => {
    const { page } = stage
    await page.goto('/verify?token=good')
    expect(await shows('Your e-mail is confirmed.')).toBe(true)
    await page.goto('/verify?token=old')
    expect(await shows('This link does not work any more.')).toBe(true)
    await page.goto('/verify')
    expect(await shows('This link is not whole.')).toBe(true)
    await examine(page, 'verify-broken')
  })

  it('a provider: leaves with a challenge, comes back to the same page with a code that only this tab can use', async () => {
    const { page } = stage
    world.providers = ['google']
    const start = page.waitForRequest((request) => request.url().includes('/oauth/google/start'))
    await page.goto(`/admin/apps/${world.apps[0]?.id}/members`)
    await page.getByRole('button', { name: 'Sign in with Google' }).click()
    const query = new URL((await start).url()).searchParams
    expect(query.get('redirect_to')).toBe(`/admin/apps/${world.apps[0]?.id}/members`)
    expect(query.get('code_challenge')).toMatch(/^[\w-]{43}$/)
    await page.goto(`${query.get('redirect_to')}?code=good`)
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Members' }))).toBe(true)
    await eventually(() => page.url()).not.toContain('code')
  })

  it('a code that nobody here asked for signs nobody in', async () => {
    await stage.page.goto('/admin?code=good')
    expect(await login()).toBe(true)
    await stage.barrier()
    expect(stage.calls('POST', '/oauth/token')).toEqual([])
  })

  it('a provider that refused is said in words', async () => {
    const { page } = stage
    await page.goto('/admin')
    await login()
    await page.evaluate(() => sessionStorage.setItem('prost-provider-verifier', 'v'.repeat(43)))
    await page.goto('/admin?error=access_denied')
    expect(await shows('The provider’s sign-in was cancelled.')).toBe(true)
    await eventually(() => page.url()).not.toContain('error')
    await examine(page, 'login-provider-refused')
  })

  it('one of an app’s people is told that this is for operators', async () => {
    world.refusal = { of: '/apps', code: 'insufficient_role' }
    const { page } = stage
    await page.goto('/admin')
    await page.getByLabel('E-mail').fill(world.user.email)
    await page.getByLabel('Password').fill(world.password)
    await page.getByLabel('Password').press('Enter')
    expect(await shows('This account is not an operator’s.')).toBe(true)
    await page.getByRole('button', { name: 'Sign out' }).click()
    expect(await login()).toBe(true)
  })
})

describe.runIf(hasChrome)('the account', () => {
  it('name, password, passkeys and sign-ins, each said when it is done', async () => {
    const { page } = stage
    world.user = { ...world.user, email_verified: false }
    await stage.signIn('/admin/account')
    await page.getByRole('list', { name: 'Sign-ins' }).waitFor()
    await examine(page, 'account')
    await page.getByRole('button', { name: 'Send the confirmation again' }).click()
    expect(await shows('The mail is on its way.')).toBe(true)

    await page.getByLabel('Current password').fill(world.password)
    await page.getByLabel('New password').fill('a walk in the hills')
    await page.getByRole('button', { name: 'Change the password' }).click()
    expect(await shows('The password is changed.')).toBe(true)
    await eventually(() => page.getByLabel('New password').inputValue()).toBe('')

    await page.getByRole('button', { name: 'Remove the passkey Laptop' }).click()
    await examine(page, 'account-remove-passkey')
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    expect(await shows('You have no passkey yet.')).toBe(true)

    await page.getByRole('button', { name: /^End the sign-in of Firefox, Windows/ }).click()
    expect(await shows('The sign-in is ended.')).toBe(true)
    await page.getByRole('button', { name: 'End all others' }).click()
    expect(await shows('All other sign-ins are ended.')).toBe(true)
    await eventually(() => page.getByRole('list', { name: 'Sign-ins' }).getByRole('listitem').count()).toBe(1)
  })

  it('the last way in stays, and the page says why', async () => {
    const { page } = stage
    world.refusal = { of: '/cGFzc2tleQ', code: 'last_way_in' }
    await stage.signIn('/admin/account')
    await page.getByRole('button', { name: 'Remove the passkey Laptop' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    expect(await shows('It is the only way into your account.')).toBe(true)
    await page.keyboard.press('Escape')
    await eventually(() => isFocused(page.getByRole('button', { name: 'Remove the passkey Laptop' }))).toBe(true)
  })
})
