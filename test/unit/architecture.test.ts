/** The import rules of the house: imports only point down, and the platform stays out of the pure layers. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** What each layer may import besides itself and packages. */
const allowed: Record<string, readonly string[]> = {
  contract: [],
  modes: [],
  domain: ['contract', 'modes'],
  storage: ['contract', 'domain'],
  'durable-objects': ['contract', 'domain'],
  workers: ['contract', 'domain', 'storage', 'durable-objects', 'docs'],
  web: ['contract', 'modes'],
  sdk: ['contract'],
  lab: ['contract'],
}

/** Packages that would tie a pure layer to a platform. */
const impure = /^(hono|drizzle-orm|cloudflare:|wrangler|miniflare)/

/** Empty for a layer that is not built yet. */
const sources = (layer: string): string[] =>
  (existsSync(join(root, layer)) ? readdirSync(join(root, layer), { withFileTypes: true, recursive: true }) : [])
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))

const importsOf = (file: string): { specifier: string; typeOnly: boolean }[] =>
  [
    ...readFileSync(file, 'utf8').matchAll(
      /^\s*(?:import|export)\s+(type\s)?[^'"\n;]*?(?:\{[^}]*\}\s*)?from\s+['"]([^'"]+)['"]|^import\s+['"]([^'"]+)['"]/gm,
    ),
  ].map((match) => ({ typeOnly: match[1] !== undefined, specifier: match[2] ?? match[3] ?? '' }))

const layerOf = (file: string, specifier: string): string | null =>
  specifier.startsWith('.') ? (relative(root, resolve(file, '..', specifier)).split('/')[0] ?? null) : null

describe.each(Object.keys(allowed))('%s', (layer) => {
  const files = sources(layer)

  test('imports only point down', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => {
          const target = layerOf(file, specifier)
          return target !== null && target !== layer && !allowed[layer]?.includes(target)
        })
        .map(({ specifier }) => `${relative(root, file)} → ${specifier}`),
    )
    expect(wrong).toEqual([])
  })

  test('relative imports name their file', () => {
    const wrong = files.flatMap((file) =>
      importsOf(file)
        .filter(({ specifier }) => specifier.startsWith('.') && !/\.(tsx?|json|css|txt)$/.test(specifier))
        .map(({ specifier }) => `${relative(root, file)} → ${specifier}`),
    )
    expect(wrong).toEqual([])
  })
})

test('[STYLE 7] domain and machines know no platform', () => {
  const pure = [...sources('contract'), ...sources('domain'), ...sources('durable-objects').filter((file) => file.endsWith('-machine.ts'))]
  const wrong = pure.flatMap((file) =>
    importsOf(file)
      .filter(({ specifier }) => impure.test(specifier))
      .map(({ specifier }) => `${relative(root, file)} → ${specifier}`),
  )
  expect(wrong).toEqual([])
})

test('[STYLE 5] Durable Object names are built in one file', () => {
  const wrong = [...sources('workers'), ...sources('durable-objects')]
    .filter((file) => !file.endsWith('durable-objects/names.ts'))
    .filter((file) => /(getByName|idFromName)\(\s*[`'"]/.test(readFileSync(file, 'utf8')))
  expect(wrong).toEqual([])
})

test('zod is imported as a namespace, which bundles a quarter of the named import', () => {
  const wrong = Object.keys(allowed)
    .flatMap(sources)
    .filter((file) => /import\s+\{[^}]*\bz\b[^}]*\}\s+from\s+'zod'/.test(readFileSync(file, 'utf8')))
  expect(wrong).toEqual([])
})

test('[STYLE 5] SQL is written in storage alone', () => {
  const wrong = ['workers', 'domain', 'contract']
    .flatMap(sources)
    .filter((file) => /\.prepare\(/.test(readFileSync(file, 'utf8')))
    .map((file) => relative(root, file))
  expect(wrong).toEqual([])
})

describe('[STYLE 5] the one door to tenant rows', () => {
  const tables =
    'reports|moderation_actions|appeals|app_policies|channels|users|auth_sessions|app_keys|members|invitations|passkeys|identities|identity_providers|one_time_tokens|audit|audit_outbox|audit_heads|audit_anchors|app_follow_ups|idempotency'
  const statement = new RegExp(`(?:SELECT|INSERT|UPDATE|DELETE)\\b[^\`']*\\b(?:FROM|INTO|UPDATE|JOIN)\\s+(?:${tables})\\b[^\`']*`, 'g')
  /** How many statements of a file belong to no app, and why. */
  const spanning: Readonly<Record<string, readonly [statements: number, why: string]>> = {
    'storage/kernel/development-traces.ts': [1, 'asks whether any key is one of development'],
    'storage/kernel/invitations.ts': [1, 'the one that was taken up, by its id and the e-mail it went to'],
    'storage/kernel/one-time-tokens.ts': [1, 'the cron deletes what ended'],
    'storage/kernel/session-list.ts': [1, 'the cron deletes what ended'],
    'storage/kernel/sessions.ts': [1, 'a reset is known by the digest of its link'],
  }

  test.each(
    sources('storage')
      .filter((file) => file.includes('/kernel/'))
      .map((file) => [relative(root, file), file] as const),
  )('%s names the app in every statement', (name, file) => {
    const found = readFileSync(file, 'utf8').match(statement) ?? []
    // A condition that several statements share is in a constant of the file: `${mine}`.
    const wrong = found.filter((sql) => !/\bapp_id\b|\$\{/.test(sql)).map((sql) => sql.replaceAll(/\s+/g, ' '))
    expect(wrong, wrong.join('\n')).toHaveLength(spanning[name]?.[0] ?? 0)
  })
})
