/** Everything that the databases keep of a tenant, as rows: the same before and after means that nothing was touched. */
import { env } from 'cloudflare:workers'
import { modeEvent } from '../../../contract/manifest.ts'
import type { Tenant } from './tenant.ts'

/** What an app's own people do in their realm, and what is noted of refusals. */
const own: ReadonlySet<string> = new Set(['auth_sessions', 'revocations', 'audit', 'audit_heads', 'audit_anchors', 'audit_outbox'])

const tablesOf = async (db: D1Database): Promise<string[]> => {
  const { results } = await db
    .prepare(
      `SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'app_id' ORDER BY m.name`,
    )
    .all<{ name: string }>()
  return results.map(({ name }) => name).filter((name) => !own.has(name))
}

const rowsIn = async (db: D1Database, { app, neighbour }: Tenant): Promise<Record<string, unknown[]>> => {
  const tables: Record<string, unknown[]> = {}
  for (const table of await tablesOf(db)) {
    const { results } = await db.prepare(`SELECT * FROM ${table} WHERE app_id = ?`).bind(app.app_id).all()
    tables[table] = results.filter((row) => row['user_id'] !== neighbour.id && row['recipient'] !== neighbour.email)
  }
  return tables
}

const peopleOf = async (app: string): Promise<ReadonlySet<unknown>> => {
  const { results } = await env.KERNEL_DB.prepare('SELECT user_id FROM users WHERE app_id = ?').bind(app).all()
  return new Set(results.map(({ user_id }) => user_id))
}

/** What A's own people did in rooms meanwhile are facts of A, and its counts follow from its facts: what nobody of A did would be one more event. */
const factsIn = async (db: D1Database, { app }: Tenant): Promise<Record<string, unknown[]>> => {
  const types: readonly string[] = modeEvent.options
  const people = await peopleOf(app.app_id)
  const of = (table: string) => db.prepare(`SELECT * FROM ${table} WHERE app_id = ?`).bind(app.app_id).all()
  const events = (await of('events')).results.filter(({ type, actor_id }) => !(types.includes(String(type)) && people.has(actor_id)))
  const [quarantine, labels, sessions] = [await of('quarantine'), await of('labels'), await of('sessions')]
  return { events, quarantine: quarantine.results, labels: labels.results, sessions: sessions.results }
}

export type Footprint = readonly Record<string, unknown[]>[]

export const rowsOf = async (tenant: Tenant): Promise<Footprint> => [
  await rowsIn(env.KERNEL_DB, tenant),
  await factsIn(env.EVENTS_00, tenant),
]
