/** Puts the local tenants, their keys and people into the kernel. Running it again changes nothing. */
import type { Miniflare } from 'miniflare'
import { scope } from '../contract/keys.ts'
import { hashSecret } from '../domain/credentials/secret-digest.ts'
import { hashPassword } from '../domain/identity/password-hash.ts'
import type { LocalSecrets } from './local-secrets.ts'
import { voxMeasures } from './vox-measures.ts'

type Database = Awaited<ReturnType<Miniflare['getD1Database']>>
type Person = LocalSecrets['admin']

export const seed = async (miniflare: Miniflare, secrets: LocalSecrets): Promise<void> => {
  const db = await miniflare.getD1Database('KERNEL_DB', 'prost-rollup')
  const seeded = await db.prepare('SELECT 1 FROM members LIMIT 1').first()
  if (seeded) return
  const [demo, second] = secrets.apps
  const hashes = await Promise.all([secrets.admin, ...secrets.users].map((person) => hashPassword(person.password)))
  const [adminHash = '', ...userHashes] = hashes
  await db.batch([
    insertApp(db, secrets.console_app_id, 'Console', 'console', 0),
    insertApp(db, demo.app_id, 'Demo', 'tenant', 0),
    insertApp(db, second.app_id, 'Second', 'tenant', 1),
    db.prepare('UPDATE apps SET measures = ? WHERE app_id = ?').bind(JSON.stringify(voxMeasures), demo.app_id),
    insertKey(db, demo),
    insertKey(db, second),
    insertPerson(db, secrets.console_app_id, secrets.admin, adminHash),
    ...secrets.users.map((user, i) => insertPerson(db, demo.app_id, user, userHashes[i] ?? '')),
    ...[demo, second].map((app) =>
      db
        .prepare(`INSERT INTO members (app_id, user_id, role, created_at) VALUES (?, ?, 'owner', ?)`)
        .bind(app.app_id, secrets.admin.user_id, Date.now()),
    ),
  ])
}

const insertApp = (db: Database, id: string, name: string, kind: string, shard: number) =>
  db
    .prepare('INSERT INTO apps (app_id, name, kind, event_shard, created_at) VALUES (?, ?, ?, ?, ?)')
    .bind(id, name, kind, shard, Date.now())

const insertKey = (db: Database, app: LocalSecrets['apps'][number]) =>
  db
    .prepare('INSERT INTO app_keys (key_id, app_id, name, public_key, secret_hash, scopes, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)')
    .bind(app.key_id, app.app_id, 'development', app.key, hashSecret(app.secret), JSON.stringify(scope.options), Date.now())

const insertPerson = (db: Database, appId: string, person: Person, hash: string) =>
  db
    .prepare(
      'INSERT INTO users (user_id, app_id, email, email_verified_at, display_name, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
    )
    .bind(person.user_id, appId, person.email, Date.now(), person.email.split('@')[0] ?? person.email, hash, Date.now())
