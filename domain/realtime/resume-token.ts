/**
 * What a client brings to go on where its connection broke: whose place it is, under the seal of the room's own key (HMAC-SHA-256). It says
 * nothing that the client does not know, and is good in the one room that made it. Whether what was missed is still there is `resume.ts`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { connectionId, sessionId, userId } from '../../contract/ids.ts'

const content = z.tuple([userId, connectionId, sessionId, z.int().positive(), z.int().nonnegative()])

export type ResumeTicket = {
  readonly user: z.infer<typeof userId>
  readonly connection: z.infer<typeof connectionId>
  readonly signIn: z.infer<typeof sessionId>
  readonly epoch: number
  /** Of the room when the ticket was made: nobody had less. */
  readonly seq: number
}

export const sealTicket = ({ user, connection, signIn, epoch, seq }: ResumeTicket, key: Uint8Array): string => {
  const text = Buffer.from(JSON.stringify([user, connection, signIn, epoch, seq])).toString('base64url')
  return `${text}.${macOf(text, key).toString('base64url')}`
}

/** Null for anything that this key did not seal. */
export const openTicket = (token: string, key: Uint8Array): ResumeTicket | null => {
  const [text = '', mac = '', ...rest] = token.split('.')
  const given = Buffer.from(mac, 'base64url')
  const right = macOf(text, key)
  if (rest.length > 0 || given.length !== right.length || !timingSafeEqual(given, right)) return null
  const parsed = content.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  if (!parsed.success) return null
  const [user, connection, signIn, epoch, seq] = parsed.data
  return { user, connection, signIn, epoch, seq }
}

const macOf = (text: string, key: Uint8Array): Buffer => createHmac('sha256', key).update(`resume ${text}`).digest()
