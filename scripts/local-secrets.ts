/**
 * Development credentials: random, made once per state folder, readable by their owner alone. Production never sees them.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { newId } from '../contract/ids.ts'
import { newPublicKey, newSecret, randomBase62 } from '../domain/credentials/secret-digest.ts'

const keyPair = z.object({ app_id: z.uuid(), key_id: z.uuid(), key: z.string(), secret: z.string() })
const person = z.object({ user_id: z.uuid(), email: z.email(), password: z.string() })

export const localSecrets = z.object({
  ops_token: z.string(),
  apps: z.tuple([keyPair, keyPair]),
  console_app_id: z.uuid(),
  admin: person,
  users: z.array(person).length(4),
  lab: z.object({ channel_id: z.string(), secret: z.string() }),
})
export type LocalSecrets = z.infer<typeof localSecrets>

/** The secrets of a state folder, made on first use. */
export const loadSecrets = (state: string): LocalSecrets => {
  const file = join(state, 'secrets.json')
  if (existsSync(file)) return localSecrets.parse(JSON.parse(readFileSync(file, 'utf8')))
  const secrets = makeSecrets()
  mkdirSync(state, { recursive: true })
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  return secrets
}

const makeSecrets = (): LocalSecrets => ({
  ops_token: randomBase62(43),
  apps: [makeKeyPair(), makeKeyPair()],
  console_app_id: newId(),
  admin: makePerson('admin@prost.local'),
  users: ['ana', 'bruno', 'carla', 'davi'].map((name) => makePerson(`${name}@prost.local`)),
  lab: { channel_id: 'main', secret: `whsec_${randomBytes(32).toString('base64')}` },
})

const makeKeyPair = () => ({ app_id: newId(), key_id: newId(), key: newPublicKey(), secret: newSecret() })

const makePerson = (email: string) => ({ user_id: newId(), email, password: randomBase62(20) })
