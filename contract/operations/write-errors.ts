/** How every write that takes a JSON body can fail, without and with an `Idempotency-Key`. */
import type { ErrorCode } from '../errors.ts'

export const bodyErrors = [
  'invalid_json',
  'invalid_encoding',
  'payload_too_large',
  'unsupported_media_type',
  'validation_failed',
] as const satisfies readonly ErrorCode[]

export const writeErrors = [...bodyErrors, 'idempotency_conflict'] as const satisfies readonly ErrorCode[]
