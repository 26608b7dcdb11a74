/** Whether the platform is up, the API document, and what the shell shows. Open to everyone. */
import { Hono } from 'hono'
import { etag } from 'hono/etag'
import document from '../../../docs/api/openapi.json' with { type: 'json' }
import { channelId, publicKey } from '../../../contract/ids.ts'
import type { ShellSetup } from '../../../contract/operations/shell.ts'
import type { ApiEnv, GatewayBindings } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { reply } from '../../shared/http/reply.ts'

/** The document as it is sent: the same for everyone, written when it is first asked for. */
let documentText: string | null = null
const documentHeaders = {
  'Content-Type': 'application/json',
  'Cache-Control': 'public, max-age=300',
  'X-Content-Type-Options': 'nosniff',
} as const

export const platformRoutes = ({ readiness }: GatewayDeps): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/healthz', (c) => reply(c, { status: 'ok' }))
    .get('/readyz', async (c) => {
      const answer = await readiness.check(c.env)
      return reply(c, answer, answer.status === 'down' ? 503 : 200)
    })
    .get('/v1/openapi.json', etag(), (c) => c.body((documentText ??= JSON.stringify(document)), 200, documentHeaders))
    .get('/v1/shell', (c) => c.json(shellSetupOf(c.env), 200, shellSetupHeaders))

const shellSetupHeaders = { 'Cache-Control': 'public, max-age=60', 'X-Content-Type-Options': 'nosniff' } as const

/** What is no channel's id, or no key, names none. */
const shellSetupOf = ({ SHELL_CHANNEL, SHELL_APP_KEY }: Pick<GatewayBindings, 'SHELL_CHANNEL' | 'SHELL_APP_KEY'>): ShellSetup => ({
  channel_id: channelId.safeParse(SHELL_CHANNEL).data ?? null,
  app_key: publicKey.safeParse(SHELL_APP_KEY).data ?? null,
})
