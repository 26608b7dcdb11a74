/** A runtime with the guarded Worker beside the empty one, and a caller for each kind of proof. */
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { newId, sessionId, userId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { appId } from '../../contract/ids.ts'
import { signAccessToken } from '../../domain/identity/access-token.ts'
import { root } from '../../scripts/build.ts'
import { freePort } from '../support/ports.ts'
import { addApp, headersOf, type Runtime, startRuntime } from '../support/runtime.ts'
import { addSigner } from '../support/signer.ts'

export const contenders = ['empty', 'open', 'key', 'user', 'operator'] as const
export type Contender = (typeof contenders)[number]

export const labels: Record<Contender, string> = {
  empty: 'empty Hono Worker',
  open: 'edge and guard, no proof asked',
  key: 'app key and secret',
  user: 'access token of a user',
  operator: 'access token and role of an operator',
}

export type Ask = { readonly url: string; readonly path: string; readonly headers: Record<string, string> }
export type Guarded = { readonly asks: Record<Contender, Ask>; stop(): Promise<void> }

const issuer = 'https://prost.bench'

const bundle = (): string => {
  const outfile = join(root, 'dist/bench/guarded-worker.js')
  buildSync({
    entryPoints: [join(root, 'bench/peers/guarded-worker.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    minify: true,
    conditions: ['workerd', 'worker', 'browser'],
    external: ['cloudflare:*', 'node:*'],
  })
  return outfile
}

type Kernel = Awaited<ReturnType<Runtime['miniflare']['getD1Database']>>

const addPerson = async (db: Kernel, realm: AppId): Promise<UserId> => {
  const id = userId.parse(newId())
  await db
    .prepare(`INSERT INTO users (user_id, app_id, email, display_name, created_at) VALUES (?, ?, ?, 'bench', 0)`)
    .bind(id, realm, `${id}@bench.test`)
    .run()
  return id
}

const addConsole = async (db: Kernel): Promise<AppId> => {
  const id = appId.parse(newId())
  await db.prepare(`INSERT INTO apps (app_id, name, kind, event_shard, created_at) VALUES (?, 'Console', 'console', 0, 0)`).bind(id).run()
  return id
}

/** From an address of its own, as the edge would say it: so the limit per person and address is counted too. */
const address = { 'cf-connecting-ip': '203.0.113.7' }

export const startGuarded = async (): Promise<Guarded> => {
  const port = await freePort()
  const guest = { name: 'guarded', bundle: bundle(), port, kernel: { PUBLIC_URL: issuer, OPS_TOKEN: '' } }
  const runtime = await startRuntime({}, [guest])
  const db = await runtime.miniflare.getD1Database('KERNEL_DB', 'prost-rollup')
  const bench = await addApp(runtime)
  const [app, operators] = [appId.parse(bench.app_id), await addConsole(db)]
  const [user, operator] = [await addPerson(db, app), await addPerson(db, operators)]
  await db.prepare(`INSERT INTO members (app_id, user_id, role, created_at) VALUES (?, ?, 'owner', 0)`).bind(app, operator).run()
  const signer = await addSigner(db)
  const tokenOf = (realm: AppId, person: UserId): Promise<string> =>
    signAccessToken(issuer, { app: realm, user: person, session: sessionId.parse(newId()), roles: [] }, signer, Date.now())
  const url = `http://127.0.0.1:${port}`
  const bearer = (token: string) => ({ ...address, authorization: `Bearer ${token}` })
  return {
    asks: {
      empty: { url: runtime.empty, path: '/open', headers: address },
      open: { url, path: '/open', headers: address },
      key: { url, path: '/key', headers: { ...address, ...headersOf(bench) } },
      user: { url, path: '/user', headers: bearer(await tokenOf(app, user)) },
      operator: { url, path: `/v1/apps/${app}`, headers: bearer(await tokenOf(operators, operator)) },
    },
    stop: () => runtime.stop(),
  }
}
