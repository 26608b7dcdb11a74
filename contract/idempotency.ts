/** The `Idempotency-Key` of a write: what every door takes for one. */
import * as z from 'zod'

export const idempotencyKey = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\u0021-\u007e]+$/, { error: 'is not printable ASCII without blanks' })
