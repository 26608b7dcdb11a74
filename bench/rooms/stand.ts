/** The platform with one party for a crowd of signed-in people, on its realtime Worker's own door. Their accounts are old, so that they are trusted. */
import { v7 } from 'uuid'
import { appId, sessionId, newId, userId } from '../../contract/ids.ts'
import type { AppId, UserId } from '../../contract/ids.ts'
import { session } from '../../contract/session.ts'
import type { Signer } from '../../domain/identity/access-token.ts'
import { signAccessToken } from '../../domain/identity/access-token.ts'
import { addApp, type Runtime, startRuntime } from '../support/runtime.ts'
import { addSigner } from '../support/signer.ts'

export type Stand = {
  readonly runtime: Runtime
  /** The address of a new party, and a fresh token for each person who is to come. */
  readonly party: (people: number) => Promise<{ readonly url: string; readonly tokens: readonly string[] }>
  readonly stop: () => Promise<void>
}

const accountAgeMs = 60 * 86_400_000

type Kernel = Awaited<ReturnType<Runtime['miniflare']['getD1Database']>>

const addPeople = async (db: Kernel, app: AppId, count: number): Promise<UserId[]> => {
  const ids = Array.from({ length: count }, () => userId.parse(v7({ msecs: Date.now() - accountAgeMs })))
  await db
    .prepare(
      `INSERT INTO users (user_id, app_id, email, display_name, created_at) SELECT value, ?1, value || '@bench.test', 'Somebody', ?2 FROM json_each(?3)`,
    )
    .bind(app, Date.now() - accountAgeMs, JSON.stringify(ids))
    .run()
  return ids
}

/** `modes`: manifests beside the platform's. */
export const startStand = async (people: number, modes?: string): Promise<Stand> => {
  const runtime = await startRuntime({}, [], [], modes)
  const app = appId.parse((await addApp(runtime)).app_id)
  const db = await runtime.miniflare.getD1Database('KERNEL_DB', 'prost-rollup')
  const signer = await addSigner(db)
  const issuer = (await runtime.miniflare.ready).origin
  const users = await addPeople(db, app, people)
  return {
    runtime,
    party: async (count) => {
      const tokens = await Promise.all(users.slice(0, count).map((user) => tokenOf(issuer, app, user, signer)))
      return { url: await newParty(runtime, tokens[0] ?? ''), tokens }
    },
    stop: () => runtime.stop(),
  }
}

const tokenOf = (issuer: string, app: AppId, user: UserId, signer: Signer): Promise<string> =>
  signAccessToken(issuer, { app, user, session: sessionId.parse(newId()), roles: [] }, signer, Date.now())

const newParty = async ({ realtime }: Runtime, token: string): Promise<string> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${realtime}/v1/sessions`, { method: 'POST', headers, body: JSON.stringify({ mode: 'party' }) })
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`no party: ${answer.status} ${text}`)
  return `${realtime}/v1/rooms/${session.parse(JSON.parse(text)).id}`
}
