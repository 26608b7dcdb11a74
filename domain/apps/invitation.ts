/** The token that the mail of an invitation carries. Only its hash is kept. */
import { hashSecret, randomBase62 } from '../credentials/secret-digest.ts'

export type InvitationToken = { readonly token: string; readonly hash: string }

/** 256 random bits, so one SHA-256 is enough at rest. */
export const newInvitationToken = (): InvitationToken => {
  const token = `pq_in_${randomBase62(43)}`
  return { token, hash: hashSecret(token) }
}

export const invitationHash = hashSecret
