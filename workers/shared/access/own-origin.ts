/** Whether a browser's request comes from the platform's own pages: where it came in, or the configured public address. */
import type { Context } from 'hono'
import type { DoorBindings, DoorEnv } from '../door-env.ts'
import { issuerOf } from '../settings.ts'

export const isOwnOrigin = <B extends DoorBindings>(c: Context<DoorEnv<B>>, origin: string): boolean =>
  origin === new URL(c.req.url).origin || origin === new URL(issuerOf(c.env, c.req.url)).origin
