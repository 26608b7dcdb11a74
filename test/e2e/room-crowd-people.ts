/**
 * Many people of the demo app at once, put into the kernel of a platform that is down, with a signing key of the test's own: registering
 * so many takes longer than everything else, and is proved elsewhere. Their tokens are as real as any: the doors read the key and the people there.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exportJWK, generateKeyPair } from 'jose'
import { v7 } from 'uuid'
import { accessTokenAlgorithm } from '../../contract/claims.ts'
import type { AppId, RoomId, SessionId, UserId } from '../../contract/ids.ts'
import { newId, sessionId, userId } from '../../contract/ids.ts'
import { session } from '../../contract/session.ts'
import { signAccessToken } from '../../domain/identity/access-token.ts'
import type { Signer } from '../../domain/identity/access-token.ts'

export type CrowdPerson = { readonly user: UserId; readonly token: () => Promise<string> }

/** Old enough to be trusted: the limits of newcomers are not what a crowd is about. */
const accountAgeMs = 60 * 86_400_000

const openKernel = (state: string): DatabaseSync => {
  const folder = join(state, 'resources/d1/miniflare-D1DatabaseObject')
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.sqlite') && name !== 'metadata.sqlite')) {
    const db = new DatabaseSync(join(folder, file))
    if (db.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'apps'`).get()) return db
    db.close()
  }
  throw new Error('there is no kernel database')
}

/** `issuer`: the platform's public address. */
export const addCrowd = async (state: string, app: AppId, issuer: string, count: number): Promise<readonly CrowdPerson[]> => {
  const { publicKey, privateKey } = await generateKeyPair(accessTokenAlgorithm)
  const signer = { kid: newId(), privateKey }
  const since = Date.now() - accountAgeMs
  const users = Array.from({ length: count }, () => userId.parse(v7({ msecs: since })))
  const db = openKernel(state)
  try {
    db.prepare(`INSERT INTO signing_keys (kid, public_jwk, private_sealed, created_at, signs_from) VALUES (?, ?, '', 0, 0)`).run(
      signer.kid,
      JSON.stringify(await exportJWK(publicKey)),
    )
    const insert = db.prepare(`INSERT INTO users (user_id, app_id, email, display_name, created_at) VALUES (?, ?, ?, ?, ?)`)
    db.exec('BEGIN')
    users.forEach((user, i) => insert.run(user, app, `${user}@crowd.test`, `Guest ${i + 1}`, since))
    db.exec('COMMIT')
  } finally {
    db.close()
  }
  return users.map((user) => personOf(app, issuer, user, signer))
}

const personOf = (app: AppId, issuer: string, user: UserId, signer: Signer): CrowdPerson => {
  const signIn: SessionId = sessionId.parse(newId())
  return { user, token: () => signAccessToken(issuer, { app, user, session: signIn, roles: [] }, signer, Date.now()) }
}

/** A public party that this person opens. */
export const makeParty = async (url: string, person: CrowdPerson): Promise<RoomId> => {
  const headers = { authorization: `Bearer ${await person.token()}`, 'content-type': 'application/json' }
  const answer = await fetch(`${url}/v1/sessions`, { method: 'POST', headers, body: JSON.stringify({ mode: 'party' }) })
  const text = await answer.text()
  if (answer.status !== 201) throw new Error(`no party: ${answer.status} ${text}`)
  return session.parse(JSON.parse(text)).id
}
