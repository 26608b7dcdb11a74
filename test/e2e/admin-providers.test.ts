/** What accounts an app's people sign in with, and the ways to this page and its neighbours, in a real browser against the stand-in platform. */
import { describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { appOf } from './admin-world.ts'
import { eventually } from './eventually.ts'

const stage = adminStage()
const { world, shows } = stage

const here = (): string => `/admin/apps/${world.apps[0]?.id}/providers`
const button = (name: string | RegExp) => stage.page.getByRole('button', { name })
const field = (name: string) => stage.page.getByLabel(name, { exact: true })
const sent = () => stage.calls('PUT', /\/providers\//).map(({ path, body }) => [path.split('/').at(-1), body])

describe.runIf(hasChrome)('providers', () => {
  it('are listed with the address to be registered, and no secret', async () => {
    await stage.signIn(here())
    expect(await shows('https://accounts.google.com')).toBe(true)
    expect(await shows('https://prost.example/v1/auth/oauth/google/callback')).toBe(true)
    expect(await shows('with a secret')).toBe(true)
    await examine(stage.page, 'providers')
  })

  it('a new one says its redirect address before it is kept; its secret goes there once', async () => {
    const { page } = stage
    world.appProviders = []
    await stage.signIn(here())
    expect(await shows('No provider yet')).toBe(true)
    await examine(page, 'providers-none')
    await button('Add a provider').click()
    await button('Save the provider').click()
    expect(await shows('An address with https, without “?” and “#”.')).toBe(true)
    await examine(page, 'providers-new')
    await field('Name').fill('acme')
    expect(await shows(`${stage.server.url}/v1/auth/oauth/acme/callback`)).toBe(true)
    await field('Issuer').fill('https://login.acme.example')
    await field('Client id').fill('moonbar')
    await field('Client secret').fill('hush')
    await button('Save the provider').click()
    expect(await shows('“acme” is saved. It holds at once.')).toBe(true)
    expect(await shows('https://login.acme.example')).toBe(true)
    const scopes = ['openid', 'email', 'profile']
    expect(sent()).toEqual([['acme', { issuer: 'https://login.acme.example', client_id: 'moonbar', client_secret: 'hush', scopes }]])
    await eventually(() => page.getByText('hush').count()).toBe(0)
  })

  it('one that is changed keeps its secret until it gets another or none', async () => {
    await stage.signIn(here())
    const save = async (): Promise<void> => {
      await button('Save the provider').click()
      await stage.page.getByRole('dialog').waitFor({ state: 'detached' })
      await button('Change the provider google').waitFor()
    }
    await button('Change the provider google').click()
    await field('Scopes').fill('openid email')
    await save()
    await button('Change the provider google').click()
    await stage.page.getByLabel('Remove it').check()
    await save()
    const same = { issuer: 'https://accounts.google.com', client_id: '731904626-moonbar.apps.googleusercontent.com' }
    expect(sent()).toEqual([
      ['google', { ...same, scopes: ['openid', 'email'] }],
      ['google', { ...same, scopes: ['openid', 'email'], client_secret: null }],
    ])
    expect(await shows('public client')).toBe(true)
  })

  it('an issuer that can not be used is said beside its field, a code that nobody knows in a sentence', async () => {
    await stage.signIn(here())
    await button('Change the provider google').click()
    world.refusal = {
      code: 'validation_failed',
      of: '/providers/google',
      errors: [
        { path: 'issuer', code: 'unusable', message: 'is not a public name' },
        { path: 'client_id', code: 'never_heard', message: 'has a strange colour' },
      ],
    }
    await button('Save the provider').click()
    expect(await shows('This issuer can not be used: its discovery document can not be read, or its address is not public.')).toBe(true)
    expect(await shows('This was not accepted: has a strange colour.')).toBe(true)
    await eventually(() => field('Issuer').evaluate((input) => input === document.activeElement)).toBe(true)
  })

  it('is removed behind a question that names it', async () => {
    await stage.signIn(here())
    await button('Remove the provider google').click()
    expect(await seen(stage.page.getByRole('dialog', { name: 'Remove “google”?' }))).toBe(true)
    await button('Remove “google”').click()
    expect(await shows('“google” is removed.')).toBe(true)
    expect(await shows('No provider yet')).toBe(true)
  })

  it('is for who may set the app up', async () => {
    world.apps = [appOf(1, 'Moonbar', 'analyst')]
    await stage.signIn(here())
    expect(await shows('Your role does not open this page.')).toBe(true)
  })
})

describe.runIf(hasChrome)('the ways between the pages of an app', () => {
  it('[T1] on a phone the strip of pages shows the one that one is on', async () => {
    const { page } = stage
    await page.setViewportSize({ width: 360, height: 740 })
    await stage.signIn(`/admin/apps/${world.apps[0]?.id}/settings`)
    const tab = page.getByRole('navigation', { name: 'This app' }).getByRole('link', { name: 'Settings' })
    const right = (): Promise<number> => tab.evaluate((link) => link.getBoundingClientRect().right)
    await eventually(right).toBeLessThanOrEqual(360)
    await page.getByRole('navigation', { name: 'This app' }).getByRole('link', { name: 'Metrics' }).focus()
    await eventually(right).toBeGreaterThan(360)
  })
})
