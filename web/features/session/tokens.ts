/** Reads what every way in answers. */
import type { Tokens, User } from '../../../contract/identity.ts'
import type { UserId } from '../../../contract/ids.ts'
import type { Json } from './reading.ts'
import { flagAt, numberAt, objectAt, reader, textAt, timeAt, wordAt } from './reading.ts'

const userOf = (json: Json): User => ({
  id: textAt(json, 'id') as UserId,
  email: textAt(json, 'email'),
  email_verified: flagAt(json, 'email_verified'),
  display_name: textAt(json, 'display_name'),
  created_at: timeAt(json, 'created_at'),
})

export const readUser = reader(userOf)

/** The refresh token stays in its cookie. */
export const readTokens = reader((json): Tokens => ({
  access_token: textAt(json, 'access_token'),
  token_type: wordAt(json, 'token_type', ['Bearer']),
  expires_in: numberAt(json, 'expires_in'),
  user: userOf(objectAt(json, 'user')),
}))
