/** What the tests of people share: accounts made through the public door, mails from the outbox, audit notes that wait. */
import { env } from 'cloudflare:workers'
import * as z from 'zod'
import { auditNote } from '../../contract/audit.ts'
import type { AuditNote } from '../../contract/audit.ts'
import { tokens } from '../../contract/identity.ts'
import type { Tokens } from '../../contract/identity.ts'
import { newId } from '../../contract/ids.ts'
import type { AppId } from '../../contract/ids.ts'
import { MasterSecret } from '../../domain/identity/master-secret.ts'
import { newestMails } from '../../storage/kernel/mails.ts'
import type { QueuedMail } from '../../storage/kernel/mails.ts'
import { seedApp } from '../support/seed.ts'
import type { SeededApp, SeedOptions } from '../support/seed.ts'
import { call } from './gateway-harness.ts'
import type { CallOptions } from './gateway-harness.ts'

export const goodPassword = 'a long walk by the sea'

/** An app that takes people, with the header that names it. */
export type Realm = SeededApp & { readonly keyOnly: Record<string, string> }

export const realm = async (options: SeedOptions = {}): Promise<Realm> => {
  const seeded = await seedApp({ scopes: ['identity', 'telemetry', 'audit'], ...options })
  return { ...seeded, keyOnly: { 'X-Prost-App-Key': seeded.key } }
}

export const newEmail = (): string => `${newId()}@people.test`

/** Each call from its own network, unless told otherwise: the limits of one test are not another's. */
let networks = 0
export const somewhere = (): Record<string, string> => {
  networks += 1
  return { 'CF-Connecting-IP': `10.${(networks >> 16) & 255}.${(networks >> 8) & 255}.${networks & 255}` }
}

export const send = (method: string, path: string, options: CallOptions = {}): Promise<Response> =>
  call(method, path, { ...options, headers: { ...somewhere(), ...options.headers } })

export type Account = Tokens & { readonly email: string; readonly refresh_token: string; readonly bearer: Record<string, string> }

const withRefresh = tokens.extend({ refresh_token: z.string() })

export const accountOf = async (answer: Response, email: string): Promise<Account> => {
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${answer.status}: ${text}`)
  const signedIn = withRefresh.parse(JSON.parse(text))
  return { ...signedIn, email, bearer: { Authorization: `Bearer ${signedIn.access_token}` } }
}

export const registerAt = async ({ keyOnly }: Pick<Realm, 'keyOnly'>, email = newEmail(), password = goodPassword): Promise<Account> => {
  const json = { email, password, display_name: 'Grace' }
  return accountOf(await send('POST', '/v1/auth/register', { auth: keyOnly, json }), email)
}

export const logInAt = ({ keyOnly }: Pick<Realm, 'keyOnly'>, email: string, password = goodPassword, options: CallOptions = {}) =>
  send('POST', '/v1/auth/login', { auth: keyOnly, json: { email, password }, ...options })

/** Status and problem code. */
export const outcome = async (asked: Response | Promise<Response>): Promise<[number, string | null]> => {
  const answer = await asked
  const text = await answer.text()
  const parsed = z.object({ code: z.string() }).safeParse(text === '' ? null : JSON.parse(text))
  return [answer.status, parsed.success ? parsed.data.code : null]
}

export const issuesOf = async (answer: Response): Promise<string[]> => {
  const { errors } = z.object({ errors: z.array(z.object({ path: z.string(), code: z.string() })) }).parse(await answer.json())
  return errors.map(({ path, code }) => `${path} ${code}`)
}

/** Mails to an address, newest first. */
export const mailsTo = async (email: string): Promise<QueuedMail[]> => {
  const mails = await newestMails(env.KERNEL_DB, new MasterSecret(env.IDENTITY_SECRET), 1_000)
  return mails.filter(({ to }) => to === email)
}

/** The token in the link of the newest mail to an address whose link leads to this page. */
export const mailedToken = async (email: string, page: 'verify' | 'reset'): Promise<string> => {
  for (const { text } of await mailsTo(email)) {
    const token = new RegExp(`/${page}\\?token=([^&\\s]+)`).exec(text)?.[1]
    if (token !== undefined) return token
  }
  throw new Error(`no mail to ${email} leads to /${page}`)
}

/** Notes of an app that wait for its chain. */
export const notesOf = async (app: AppId): Promise<AuditNote[]> => {
  const { results } = await env.KERNEL_DB.prepare('SELECT note FROM audit_outbox WHERE app_id = ? ORDER BY entry_id')
    .bind(app)
    .all<{ note: string }>()
  return results.map(({ note }) => auditNote.parse(JSON.parse(note)))
}

export const actionsOf = async (app: AppId): Promise<string[]> => (await notesOf(app)).map(({ action }) => action)
