/** [F8] Two tenants served at once by one isolate never meet: keys, users and operators of both, interleaved. */
import { expect, test } from 'vitest'
import { call } from '../gateway-harness.ts'
import { makeTenant } from './tenant.ts'
import type { Tenant } from './tenant.ts'

type Ask = { readonly path: string; readonly auth: Record<string, string> }

/** Everything that two tenants can ask by the same words. */
const asksOf = ({ app: { app_id }, auth, ownerSignIn, eventId }: Tenant): Ask[] => [
  { path: '/v1/events', auth },
  { path: `/v1/events/${eventId}`, auth },
  { path: '/v1/events/quarantine', auth },
  { path: `/v1/apps/${app_id}/events`, auth: ownerSignIn.auth },
  { path: `/v1/apps/${app_id}/events/${eventId}`, auth: ownerSignIn.auth },
  { path: `/v1/apps/${app_id}/events/quarantine`, auth: ownerSignIn.auth },
]

type Heard = { readonly path: string; readonly own: boolean; readonly other: boolean }

const hear = async ({ path, auth }: Ask, own: Tenant, other: Tenant): Promise<Heard> => {
  const text = await (await call('GET', path, { auth })).text()
  return { path, own: text.includes(own.marker), other: text.includes(other.marker) || text.includes(other.app.app_id) }
}

test('[F8] 60 interleaved calls with keys and tokens: each hears its own and nothing else', async () => {
  const [a, b] = [await makeTenant('app-left'), await makeTenant('app-right')]
  const round = () => asksOf(a).flatMap((ask, i) => [hear(ask, a, b), hear(asksOf(b)[i] ?? ask, b, a)])
  const heard = await Promise.all([1, 2, 3, 4, 5].flatMap(round))
  expect(heard).toHaveLength(60)
  expect(heard.filter(({ own, other }) => !own || other)).toEqual([])
})
