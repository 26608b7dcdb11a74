/**
 * The shell in Portuguese, in a real browser against the stand-in platform: every main page in both colour schemes on a phone and a
 * desk, without a sentence of English; and the way between the languages.
 */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { examine } from './admin-examine.ts'
import { adminStage, hasChrome, seen } from './admin-stage.ts'
import { emptyCounts } from './admin-world.ts'
import { eventually } from './eventually.ts'

const stage = adminStage({ locale: 'pt-BR' })
const { world, shows } = stage

async function signIn(path: string): Promise<void> {
  const { page } = stage
  await page.goto(path)
  await page.getByLabel('E-mail').fill(world.user.email)
  await page.getByLabel('Senha').fill(world.password)
  await page.getByRole('button', { name: 'Entrar', exact: true }).click()
  await page.getByRole('link', { name: `Conta: ${world.user.display_name}` }).waitFor()
}

const heading = (name: string): Promise<boolean> => seen(stage.page.getByRole('heading', { level: 1, name }))
/** Nothing is on its way any more; the board's stream always is. */
const loaded = (): Promise<void> => stage.page.locator('main .loading').first().waitFor({ state: 'detached' })
const language = (): Promise<string> => stage.page.evaluate(() => document.documentElement.lang)
const app = (page: string): string => `/admin/apps/${world.apps[0]?.id}${page}`

/** Sentences of the English words that no other language and no data would have; the samples on the page of the kit are data. */
const english = new Set<string>()
const web = resolve(import.meta.dirname, '../../web')
const textsOf = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : []

beforeAll(async () => {
  const files = readdirSync(web, { withFileTypes: true, recursive: true }).filter(
    ({ name, parentPath }) => name === 'words.en.ts' && !parentPath.endsWith('/kit'),
  )
  for (const { parentPath, name } of files) {
    const tables: unknown = await import(join(parentPath, name))
    for (const text of textsOf({ ...Object(tables) })) if (/^\p{L}.* .*\p{L}/u.test(text)) english.add(text)
  }
})

/** Sentences of English on the page. */
async function untranslated(): Promise<string[]> {
  const lines = (await stage.page.locator('body').innerText()).split('\n').map((line) => line.trim())
  return lines.filter((line) => english.has(line))
}

describe.runIf(hasChrome)('[languages] pages for everyone', () => {
  it.each([
    ['/', 'Prost', 'pt-home'],
    ['/nada/aqui', 'Não há nada aqui', 'pt-not-found'],
    ['/admin', 'Entrar', 'pt-login'],
    ['/register', 'Criar uma conta', 'pt-register'],
    ['/forgot', 'Redefinir sua senha', 'pt-forgot'],
    ['/kit', 'O kit', 'pt-kit'],
  ])('%s speaks the language of the browser', async (path, title, name) => {
    await stage.page.goto(path)
    expect(await heading(title)).toBe(true)
    await eventually(language).toBe('pt-BR')
    await eventually(untranslated).toEqual([])
    await examine(stage.page, name)
  })
})

describe.runIf(hasChrome)('[languages] pages of an operator', () => {
  it.each([
    ['', 'Métricas ao vivo', 'pt-metrics'],
    ['/events', 'Eventos', 'pt-events'],
    ['/sessions', 'Sessões', 'pt-sessions'],
    ['/quarantine', 'Quarentena', 'pt-quarantine'],
    ['/keys', 'Chaves', 'pt-keys'],
    ['/members', 'Membros', 'pt-members'],
    ['/providers', 'Provedores de login', 'pt-providers'],
    ['/audit', 'Auditoria', 'pt-audit'],
    ['/settings', 'Configurações', 'pt-settings'],
  ])('/admin/apps/:id%s', async (page, title, name) => {
    await signIn(app(page))
    expect(await heading(title)).toBe(true)
    await loaded()
    await eventually(untranslated).toEqual([])
    await eventually(() => stage.page.title()).toMatch(/ · Prost$/)
    await examine(stage.page, name)
  })

  it.each([
    ['/admin/apps', 'Apps', 'pt-apps'],
    ['/admin/account', 'Sua conta', 'pt-account'],
    ['/admin/health', 'Saúde', 'pt-health'],
  ])('%s', async (path, title, name) => {
    await signIn(path)
    expect(await heading(title)).toBe(true)
    await loaded()
    await eventually(untranslated).toEqual([])
    await examine(stage.page, name)
  })

  it('an app without events shows the way to the first', async () => {
    Object.assign(world, { counts: emptyCounts, eventsAt: () => 0, keys: [], events: [] })
    await signIn(app(''))
    expect(await shows('Seu primeiro evento')).toBe(true)
    await loaded()
    await eventually(untranslated).toEqual([])
    await examine(stage.page, 'pt-first-event')
  })

  it('numbers, days and plurals are those of the language', async () => {
    const { page } = stage
    await signIn(app(''))
    await eventually(() => page.locator('[data-metric="total_users"]').innerText()).toBe('18.204')
    await page.goto(app('/keys'))
    expect(await shows(/criada em \d\d\/\d\d\/\d{4}/)).toBe(true)
  })

  it('a failed call is said in the language of the page', async () => {
    const { page } = stage
    await page.goto('/admin')
    await page.getByLabel('E-mail').fill(world.user.email)
    await page.getByLabel('Senha').fill('errada demais')
    await page.getByRole('button', { name: 'Entrar', exact: true }).click()
    expect(await shows('Isso não abriu nenhuma conta.')).toBe(true)
  })
})

describe.runIf(hasChrome)('[languages] the switch', () => {
  it('changes the page at once, keeps what was typed, and is remembered', async () => {
    const { page } = stage
    await page.goto('/admin')
    await page.getByLabel('Senha').fill('half a pass')
    await page.getByRole('button', { name: 'English' }).click()
    expect(await heading('Sign in')).toBe(true)
    await eventually(() => page.getByLabel('Password').inputValue()).toBe('half a pass')
    await eventually(async () => [await language(), await page.title()]).toEqual(['en', 'Sign in · Prost'])
    await page.reload()
    expect(await heading('Sign in')).toBe(true)
    await page.getByRole('button', { name: 'Português' }).click()
    expect(await heading('Entrar')).toBe(true)
    await eventually(async () => [await language(), await page.title()]).toEqual(['pt-BR', 'Entrar · Prost'])
  })

  it('changes an operator’s page without asking the platform again', async () => {
    const { page } = stage
    await signIn(app('/members'))
    expect(await heading('Membros')).toBe(true)
    await page.waitForLoadState('networkidle')
    const before = stage.calls('GET', '/members').length
    await page.getByRole('button', { name: 'English' }).click()
    expect(await heading('Members')).toBe(true)
    await page.getByRole('link', { name: 'Settings' }).click()
    expect(await heading('Settings')).toBe(true)
    await stage.barrier()
    expect(stage.calls('GET', '/members').length).toBe(before)
  })

  it('a language that does not load leaves the page as it is, and says so', async () => {
    const { page } = stage
    await page.addInitScript(() => localStorage.setItem('prost-language', 'en'))
    await page.goto('/admin')
    await page.route(/words\.pt-br/, (route) => route.abort())
    await page.getByRole('button', { name: 'Português' }).click()
    expect(await shows('This language did not load. Try again.')).toBe(true)
    expect(await heading('Sign in')).toBe(true)
    expect(await language()).toBe('en')
  })

  it('[first page ≤ 100 KB gzip] also in Portuguese; English loads no text of another language', async () => {
    const { page, server } = stage
    const files: string[] = []
    page.on('request', (request) => files.push(new URL(request.url()).pathname))
    for (const path of ['/', '/admin']) {
      Object.assign(server.pages, { gzipBytes: 0, requests: 0 })
      await page.goto(path, { waitUntil: 'networkidle' })
      console.log(`first page ${path} in Portuguese: ${server.pages.gzipBytes} bytes gzip in ${server.pages.requests} files`)
      expect(server.pages.gzipBytes).toBeLessThanOrEqual(100 * 1_024)
    }
    expect(files.filter((path) => path.includes('words.pt-br')).length).toBeGreaterThan(0)
    await page.evaluate(() => localStorage.setItem('prost-language', 'en'))
    files.length = 0
    await page.goto('/admin', { waitUntil: 'networkidle' })
    expect(files.filter((path) => path.includes('words.pt-br'))).toEqual([])
  })
})
