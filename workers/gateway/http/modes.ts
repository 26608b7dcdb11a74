/** The modes of an app, for whoever composes pages from them. */
import { Hono } from 'hono'
import type { AppId } from '../../../contract/ids.ts'
import type { ModeManifest } from '../../../contract/manifest.ts'
import { listModes } from '../../../contract/operations/modes.ts'
import type { AppPolicies } from '../../../contract/policy.ts'
import { FreshMap } from '../../../domain/identity/fresh-map.ts'
import { offeredModes } from '../../../domain/modes/mode-registry.ts'
import { readPolicies } from '../../../storage/kernel/app-policies.ts'
import { deployedModes } from '../../shared/deployed-modes.ts'
import { queryOf } from '../../shared/http/input.ts'
import { problem } from '../../shared/problem.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'

/** The same for everyone of an app, and different by the key. */
const kept = { 'Cache-Control': 'public, max-age=60', Vary: 'X-Prost-App-Key, Authorization', 'X-Content-Type-Options': 'nosniff' } as const

export const modesRoutes = ({ now }: Pick<GatewayDeps, 'now'>): Hono<ApiEnv> => {
  const policies = new FreshMap<AppId, AppPolicies>(1_000)
  return new Hono<ApiEnv>().get('/v1/modes', async (c) => {
    const query = queryOf(c, listModes.query)
    if (!query.ok) return problem(c, query.error)
    const { app_id } = c.get('caller').app
    const decided = await policies.get(app_id, () => readPolicies(c.env.KERNEL_DB, app_id), now)
    const { limit, cursor } = query.value
    return c.json(pageOf(offeredModes(deployedModes(c.env), decided), limit, cursor), 200, kept)
  })
}

/** They come in the order of their ids; the cursor is the last one seen. */
const pageOf = (modes: readonly ModeManifest[], limit: number, after = ''): { data: ModeManifest[]; next_cursor: string | null } => {
  const left = modes.filter(({ mode_id }) => mode_id > after)
  const data = left.slice(0, limit)
  return { data, next_cursor: left.length > limit ? (data.at(-1)?.mode_id ?? null) : null }
}
