/** What a page costs the first who opens it: the gzip of every file it needs before it is drawn, from the build's own manifest. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import * as z from 'zod'
import { root } from '../../scripts/build.ts'
import type { Section } from '../support/section.ts'

const manifest = z.record(
  z.string(),
  z.looseObject({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
)
type Manifest = z.infer<typeof manifest>

const first = ['index.html']
const admin = [...first, 'app/admin-area.tsx']
const app = [...admin, 'app/signed-in.tsx']
const feature = (path: string): string => `features/${path}`

/** Which modules are asked for by name before a page is drawn; what they import comes with them. */
const pages: Readonly<Record<string, readonly string[]>> = {
  '/': first,
  '/ (channel, before its player)': [...first, feature('channel/channel-page.tsx')],
  '/kit': [...first, feature('kit/kit-page.tsx')],
  '/docs': [...first, feature('docs/docs-page.tsx')],
  '/register': [...first, feature('session/entry-area.tsx')],
  '/admin (login)': admin,
  '/admin/account': [...app, feature('session/account-page.tsx')],
  '… metrics': [...app, feature('dashboard/dashboard-page.tsx')],
  '… events': [...app, feature('events/events-page.tsx')],
  '… sessions': [...app, feature('telemetry-sessions/sessions-page.tsx')],
  '… quarantine': [...app, feature('quarantine/quarantine-page.tsx')],
  '… keys': [...app, feature('keys/keys-page.tsx')],
  '… members': [...app, feature('members/members-page.tsx')],
  '… sign-in': [...app, feature('providers/providers-page.tsx')],
  '… audit': [...app, feature('audit/audit-page.tsx')],
  '… settings': [...app, feature('apps/settings-page.tsx')],
}

/** The scripts and styles of these modules and of all they import. A module that became part of another chunk is already in it. */
export function filesOf(all: Manifest, modules: readonly string[]): Set<string> {
  const files = new Set<string>()
  const seen = new Set<string>()
  const add = (name: string): void => {
    const chunk = all[name]
    if (chunk === undefined || seen.has(name)) return
    seen.add(name)
    for (const file of [chunk.file, ...chunk.css]) files.add(file)
    for (const each of chunk.imports) add(each)
  }
  for (const name of modules) add(name)
  return files
}

const kb = (bytes: number): string => (bytes / 1024).toFixed(1)

export async function bundles(): Promise<Section> {
  const folder = mkdtempSync(join(tmpdir(), 'prost-pages-'))
  try {
    await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn', build: { outDir: folder, manifest: true } })
    return measured(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function measured(folder: string): Section {
  const all = manifest.parse(JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')))
  const sizeOf = (file: string): number => gzipSync(readFileSync(join(folder, file))).length
  const html = sizeOf('index.html')
  const base = filesOf(all, first)
  const figures = Object.entries(pages).map(([page, modules]) => {
    const files = [...filesOf(all, modules)]
    const total = html + files.reduce((sum, file) => sum + sizeOf(file), 0)
    const own = files.filter((file) => !base.has(file)).reduce((sum, file) => sum + sizeOf(file), 0)
    return { page, files: files.length, total, own }
  })
  return {
    name: 'bundles',
    title: 'What each page weighs, gzip (target: the first ≤ 100 KB)',
    head: ['page', 'files', 'KB in all', 'KB beyond the first page'],
    rows: figures.map(({ page, files, total, own }) => [page, String(files), kb(total), own === 0 ? '' : kb(own)]),
    notes: ['scripts and styles in English; another language adds 1 to 4 KB a feature', '… is /admin/apps/:id'],
    figures,
  }
}
