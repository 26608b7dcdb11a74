/** The table of the shell's pages: each has a title in both languages, an address leads to its page, and one that leads nowhere says so. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { appPages } from '../../web/features/apps/app-paths.ts'

vi.stubGlobal('navigator', { languages: ['en'] })
const { hrefOf, isAt, routeOf, routes } = await import('../../web/app/routes.tsx')
const { textsReady } = await import('../../web/i18n/texts.ts')
const { readAnew } = await import('../../web/i18n/language.ts')

const nowhere = routeOf('/there/is/nothing')
/** The pages of the console name themselves: what they are about is not known before they have loaded. */
const titled = [...routes, nowhere].filter(({ who }) => who === 'anyone')

async function read<T>(language: 'en' | 'pt-BR', texts: () => T): Promise<T> {
  expect(await textsReady(language)).toBe(true)
  readAnew(language)
  return texts()
}

afterEach(() => readAnew('en'))

describe('[routes] titles', () => {
  it.each(titled.map((route) => [route.path, route] as const))('%s has one in both languages', async (_, { title }) => {
    const [english, portuguese] = [await read('en', () => title?.()), await read('pt-BR', () => title?.())]
    for (const each of [english, portuguese]) expect(each).toMatch(/^(\S.* · )?Prost$/)
    const alike = ['Prost', 'API · Prost']
    expect(portuguese === english).toBe(alike.includes(english ?? ''))
  })

  it('only what is for operators has none of its own', () => {
    expect(routes.filter(({ title }) => title === null).map(({ path }) => path)).toEqual(['/admin/*'])
  })

  it('what is in the bar has a name there in both languages', async () => {
    const bar = routes.filter((route) => route.bar !== null)
    const names = () => bar.map((route) => route.bar?.() ?? '')
    for (const each of [...(await read('en', names)), ...(await read('pt-BR', names))]) expect(each).toMatch(/^\S/)
  })
})

describe('[routes] addresses', () => {
  it('each leads to its own page, and no other page is there', () => {
    for (const route of routes) {
      expect(routeOf(hrefOf(route))).toBe(route)
      expect(routes.filter((each) => isAt(each, hrefOf(route)))).toEqual([route])
    }
  })

  it('a deep link of the console leads into it, and it is for operators', () => {
    const deep = ['/admin/apps', '/admin/account', ...appPages.map((page) => `/admin/apps/0193/${page}`), '/admin/whatever/else']
    for (const path of deep) expect([routeOf(path).path, routeOf(path).who]).toEqual(['/admin/*', 'operators'])
  })

  it.each(['/party', '/random', '/a-mode-of-tomorrow', '/kits', '/administrator'])('[§6] %j may be a mode’s: its manifest says', (path) => {
    expect([routeOf(path).path, routeOf(path).title]).toEqual(['/:mode', null])
  })

  it.each(['/kit/more', '/Docs', '/docs/sendEvents', '/-party', '/a--b', ''])('%j leads nowhere, which anyone may read', (path) => {
    expect(routeOf(path)).toBe(nowhere)
    expect([nowhere.path, nowhere.who, nowhere.bar, routes.includes(nowhere)]).toEqual(['*', 'anyone', null, false])
  })
})
