/**
 * Development credentials: random, made once per state folder, readable by their owner alone. A production gateway that
 * meets any of them refuses to serve.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { channelId, newId } from '../contract/ids.ts'
import { developmentPrefix } from '../domain/configuration/configuration-faults.ts'
import { developmentMailDomain, newDevelopmentKey } from '../domain/configuration/development-traces.ts'
import { newSecret, randomBase62 } from '../domain/credentials/secret-digest.ts'

const keyPair = z.object({ app_id: z.uuid(), key_id: z.uuid(), key: z.string(), secret: z.string() })
const person = z.object({ user_id: z.uuid(), email: z.email(), password: z.string() })

export const localSecrets = z.object({
  ops_token: z.string(),
  identity_secret: z.string(),
  apps: z.tuple([keyPair, keyPair]),
  console_app_id: z.uuid(),
  admin: person,
  users: z.array(person).length(4),
  lab: z.object({ channel_id: channelId, secret: z.string() }),
})
export type LocalSecrets = z.infer<typeof localSecrets>

/** What a folder may hold: an earlier version knew less, and had a channel that was none. */
const keptSecrets = localSecrets.partial().extend({ lab: localSecrets.shape.lab.optional().catch(undefined) })

/** The secrets of a state folder, made on first use. */
export const loadSecrets = (state: string): LocalSecrets => {
  const file = join(state, 'secrets.json')
  const kept = existsSync(file) ? keptSecrets.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
  const known = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
  // A folder of an earlier version keeps what it has and gets what is new.
  const secrets = localSecrets.parse({ ...makeSecrets(), ...known })
  mkdirSync(state, { recursive: true })
  writeFileSync(file, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  return secrets
}

const makeSecrets = (): LocalSecrets => ({
  ops_token: `${developmentPrefix}${randomBase62(43)}`,
  identity_secret: `${developmentPrefix}${randomBase62(43)}`,
  apps: [makeKeyPair(), makeKeyPair()],
  console_app_id: newId(),
  admin: makePerson('admin'),
  users: ['ana', 'bruno', 'carla', 'davi'].map(makePerson),
  lab: { channel_id: channelId.parse(newId()), secret: `whsec_${randomBytes(32).toString('base64')}` },
})

const makeKeyPair = () => ({ app_id: newId(), key_id: newId(), key: newDevelopmentKey(), secret: newSecret() })

const makePerson = (name: string) => ({
  user_id: newId(),
  email: `${name}@${developmentMailDomain}`,
  password: randomBase62(20),
})
