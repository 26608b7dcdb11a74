/** `Authorization: Bearer <OPS_TOKEN>`, compared in constant time. Without a configured token nobody comes in. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import type { DoorBindings, DoorEnv } from '../door-env.ts'

export const opensOps = <B extends DoorBindings>(c: Context<DoorEnv<B>>): boolean => {
  const [, given = ''] = /^Bearer +(\S+)$/i.exec(c.req.header('Authorization') ?? '') ?? []
  const { OPS_TOKEN: token = '' } = c.env
  return token !== '' && timingSafeEqual(sha256(given), sha256(token))
}

/** Equal lengths for the comparison. */
const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
