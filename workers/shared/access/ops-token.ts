/** `Authorization: Bearer <OPS_TOKEN>`, compared in constant time. Without a configured token nobody comes in. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { DoorBindings, DoorEnv } from '../door-env.ts'

export const opensOps = <B extends DoorBindings>(c: Context<DoorEnv<B>>): boolean => {
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '') ?? []
  return c.env.OPS_TOKEN !== '' && timingSafeEqual(sha256(given), sha256(c.env.OPS_TOKEN))
}

/** Equal lengths for the comparison. */
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
