/** `Authorization: Bearer <OPS_TOKEN>`, compared in constant time. Without a configured token nobody comes in. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { Failure } from '../../contract/errors.ts'
import { problem } from '../shared/problem.ts'
import type { ApiEnv } from './bindings.ts'

const refused: Failure = { code: 'invalid_credentials', detail: 'Send Authorization: Bearer with the operations token.' }

export const opsToken = createMiddleware<ApiEnv>(async (c, next) => {
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '') ?? []
  if (c.env.OPS_TOKEN && timingSafeEqual(sha256(given), sha256(c.env.OPS_TOKEN))) return next()
  return problem(c, refused, { 'WWW-Authenticate': 'Bearer realm="prost-ops"' })
})

/** Equal lengths for the comparison. */
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
