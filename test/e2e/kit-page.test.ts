/** `/`, `/kit` and what stands around every page, in a real browser against the stand-in platform: themes, keyboard, routes, titles. */
import { describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { eventually, isFocused } from './eventually.ts'

const stage = adminStage()
const theme = (): Promise<string | undefined> => stage.page.evaluate(() => document.documentElement.dataset['theme'])
const choice = (name: string) => stage.page.getByRole('group', { name: 'Theme' }).getByRole('radio', { name })

describe.runIf(hasChrome)('the kit', () => {
  it('[T1] every part in its states, in both themes', async () => {
    const { page } = stage
    await page.goto('/kit')
    expect(await seen(page.getByRole('heading', { level: 1, name: 'The kit' }))).toBe(true)
    await eventually(() => page.title()).toBe('The kit · Prost')
    await page.getByRole('img', { name: 'Chart' }).waitFor()
    await examine(page, 'kit')
    await page.getByRole('button', { name: 'Revoke the key' }).click()
    expect(await seen(page.getByRole('dialog', { name: 'Revoke “server”?' }))).toBe(true)
    await page.keyboard.press('Escape')
    await eventually(() => isFocused(page.getByRole('button', { name: 'Revoke the key' }))).toBe(true)
  })
})

describe.runIf(hasChrome)('a panel at a button', () => {
  const opener = () => stage.page.getByRole('button', { name: 'Open the panel' }).first()
  const inside = () => stage.page.getByRole('dialog', { name: 'Panels at a button' }).getByRole('button', { name: 'Keep it' })

  it('[T1] takes the focus in, and gives it back at Escape and at a choice; a press elsewhere closes it', async () => {
    const { page } = stage
    await page.goto('/kit')
    await eventually(() => opener().getAttribute('data-part')).toBe('trigger')
    await opener().focus()
    await page.keyboard.press('ArrowDown')
    await eventually(() => isFocused(inside())).toBe(true)
    await page.keyboard.press('Escape')
    await eventually(() => isFocused(opener())).toBe(true)
    await page.keyboard.press('Enter')
    await inside().click()
    await inside().waitFor({ state: 'detached' })
    await eventually(() => isFocused(opener())).toBe(true)
    await opener().click()
    await inside().waitFor()
    await page.getByRole('heading', { name: 'Panels at a button' }).click()
    await inside().waitFor({ state: 'detached' })
  })

  it('[T1] a press before its behaviour is here is not forgotten', async () => {
    const { page } = stage
    let letIn = (): void => {}
    const held = new Promise<void>((resolve) => (letIn = resolve))
    await page.route('**/assets/popover-live-*.js', async (route) => {
      await held
      await route.continue()
    })
    await page.goto('/kit')
    await opener().click()
    letIn()
    await inside().waitFor()
    await eventually(() => isFocused(inside())).toBe(true)
  })

  it('[T1] a behaviour that does not come takes nothing else along, and a press loads all anew', async () => {
    const { page } = stage
    await page.route('**/assets/popover-live-*.js', (route) => route.abort())
    await page.goto('/kit')
    await opener().waitFor()
    expect(await seen(page.getByRole('heading', { level: 1, name: 'The kit' }))).toBe(true)
    await page.unroute('**/assets/popover-live-*.js')
    await opener().click()
    await eventually(() => opener().getAttribute('data-part')).toBe('trigger')
  })
})

describe.runIf(hasChrome)('the theme', () => {
  it('[T1] is the system’s until it is chosen, is kept, and is there before the first paint', async () => {
    const { page } = stage
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto('/')
    await eventually(theme).toBe('dark')
    await page.emulateMedia({ colorScheme: 'light' })
    await eventually(theme).toBe('light')
    await choice('Dark').click()
    await eventually(theme).toBe('dark')
    await page.route('**/assets/index-*.js', (route) => route.abort())
    await page.reload()
    await eventually(theme).toBe('dark')
    await page.unroute('**/assets/index-*.js')
    await page.reload()
    await eventually(() => choice('Dark').isChecked()).toBe(true)
  })

  it('[T1] is chosen by the arrow keys, and “as the system” forgets the choice', async () => {
    const { page } = stage
    await page.emulateMedia({ colorScheme: 'light' })
    await page.goto('/')
    await choice('As the system').focus()
    await page.keyboard.press('ArrowLeft')
    await eventually(theme).toBe('dark')
    await eventually(() => isFocused(choice('Dark'))).toBe(true)
    await page.keyboard.press('ArrowRight')
    await eventually(theme).toBe('light')
    await eventually(() => page.evaluate(() => localStorage.getItem('prost-theme'))).toBeNull()
  })
})

describe.runIf(hasChrome)('the shell', () => {
  it('[T1] `/` says what this is and leads on; the first page is at most 100 KB gzip', async () => {
    const { page } = stage
    await page.goto('/')
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Prost' }))).toBe(true)
    await page.waitForLoadState('networkidle')
    expect(stage.server.pages.gzipBytes).toBeLessThan(100 * 1024)
    await page.getByRole('link', { name: 'Read the API' }).click()
    await eventually(() => page.title()).toBe('API · Prost')
    await page.goBack()
    expect(await seen(page.getByRole('heading', { level: 1, name: 'Prost' }))).toBe(true)
    await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe('main')
  })

  it('[T1] the first Tab skips to the content; the bar says where one is', async () => {
    const { page } = stage
    await page.goto('/kit')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe('main')
    const api = page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API' })
    await api.click()
    await eventually(() => api.getAttribute('aria-current')).toBe('page')
  })

  it('[T1] a path that is no page says so; a page that does not come says so', async () => {
    const { page } = stage
    await page.goto('/kits')
    expect(await seen(page.getByRole('heading', { level: 1, name: 'There is nothing here' }))).toBe(true)
    await page.goto('/')
    await page.route('**/assets/kit-page-*.js', (route) => route.abort())
    await page.getByRole('link', { name: 'The kit' }).click()
    expect(await seen(page.getByText('This page could not be shown.'))).toBe(true)
    await examine(page, 'not-loaded')
  })
})
