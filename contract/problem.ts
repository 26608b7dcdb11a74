/** The shape of every error answer. Apart from `errors.ts`, because doors write problems by hand and need no schema for it. */
import * as z from 'zod'
import { errorCode, issue } from './errors.ts'

/** RFC 9457 `application/problem+json`. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: errorCode,
  request_id: z.string(),
  errors: z.array(issue).optional(),
  retry_after_ms: z.int().nonnegative().optional().meta({ description: 'As `Retry-After`, to the millisecond.' }),
})
export type Problem = z.infer<typeof problem>
