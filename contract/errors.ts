/**
 * Every error code the API can answer, with its HTTP status and title: one table, used by the
 * problem answers (RFC 9457), the OpenAPI document and the tests.
 */
import * as z from 'zod'

export const errorTable = {
  invalid_json: { status: 400, title: 'The body is not valid JSON' },
  invalid_encoding: { status: 400, title: 'The body can not be decoded' },
  app_id_forbidden: { status: 400, title: 'The app is resolved from the credential alone' },
  invalid_token: { status: 400, title: 'The link or code is not valid any more' },
  sign_in_failed: { status: 400, title: 'The sign-in could not be completed' },
  too_far_ahead: { status: 400, title: 'The playlist is not that far yet' },
  invalid_cursor: { status: 400, title: 'The cursor is not one this list gave out' },
  invalid_credentials: { status: 401, title: 'The credentials are not valid' },
  invalid_signature: { status: 401, title: 'The signature is not valid' },
  insufficient_scope: { status: 403, title: 'The key does not carry the needed scope' },
  policy_denied: { status: 403, title: 'A rule of the app or the mode does not allow this' },
  banned: { status: 403, title: 'The account is banned from this app' },
  muted: { status: 403, title: 'The account may not write for now' },
  quarantined: { status: 403, title: 'The account may do little until a moderator has looked' },
  consent_required: { status: 403, title: 'This takes the standing consent of both people' },
  not_a_member: { status: 403, title: 'This is for members of the session' },
  not_available: { status: 403, title: 'The other person is not available' },
  insufficient_role: { status: 403, title: 'The role in this app is not enough' },
  registration_closed: { status: 403, title: 'Registration is by invitation' },
  origin_forbidden: { status: 403, title: 'The origin is not configured for this app' },
  not_found: { status: 404, title: 'There is nothing here' },
  method_not_allowed: { status: 405, title: 'The method is not allowed here' },
  idempotency_conflict: { status: 409, title: 'The Idempotency-Key was used with another body' },
  email_taken: { status: 409, title: 'The e-mail has an account already' },
  last_owner: { status: 409, title: 'An app keeps at least one owner' },
  last_way_in: { status: 409, title: 'An account keeps at least one way in' },
  too_many: { status: 409, title: 'There are as many as there may be' },
  invalid_transition: { status: 409, title: 'The state does not allow this move' },
  room_full: { status: 409, title: 'The session has as many members as it may' },
  already_appealed: { status: 409, title: 'There is an appeal already' },
  session_ended: { status: 410, title: 'The session has ended' },
  payload_too_large: { status: 413, title: 'The payload is too large' },
  unsupported_media_type: { status: 415, title: 'The media type is not supported here' },
  range_not_satisfiable: { status: 416, title: 'There is nothing in that range' },
  validation_failed: { status: 422, title: 'The input does not have the right shape' },
  text_refused: { status: 422, title: 'The text has words that are not welcome here' },
  upgrade_required: { status: 426, title: 'This route is a WebSocket' },
  rate_limited: { status: 429, title: 'Too many requests' },
  internal_error: { status: 500, title: 'Something went wrong on our side' },
  misconfigured: { status: 503, title: 'The platform refuses to run as it is configured' },
  temporarily_unavailable: { status: 503, title: 'The promise can not be made right now' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof errorTable
export const errorCode = z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]])

/** One finding of a validation: where in the input, what, and for people why. */
export const issue = z.object({ path: z.string(), code: z.string(), message: z.string() })
export type Issue = z.infer<typeof issue>

/** An expected failure as domain functions return it; only the HTTP edge turns it into a problem. */
export type Failure = {
  readonly code: ErrorCode
  readonly detail: string
  readonly errors?: readonly Issue[]
  readonly retryAfterSeconds?: number
}
export type Result<T, F = Failure> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: F }
