/**
 * Receipts of consents. Whether the caller has the consent, and what it says, is asked of the realtime Worker as the caller; the signature is
 * the platform's, under the keys of its published set.
 */
import { Hono } from 'hono'
import { consent } from '../../../contract/consent.ts'
import { getConsentReceipt } from '../../../contract/operations/consents.ts'
import { signConsentReceipt } from '../../../domain/consent-receipt/consent-receipt.ts'
import { personOf } from '../../shared/access/caller.ts'
import { paramsOf } from '../../shared/http/input.ts'
import { nothingHere, reply } from '../../shared/http/reply.ts'
import { problem } from '../../shared/problem.ts'
import { issuerOf } from '../../shared/settings.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { toRealtime } from '../realtime-door.ts'

export const receiptsRoutes = ({ signers, now }: Pick<GatewayDeps, 'signers' | 'now'>): Hono<ApiEnv> =>
  new Hono<ApiEnv>().get('/v1/consents/:id/receipt', async (c) => {
    const params = paramsOf(c, getConsentReceipt.params)
    if (params === null) return problem(c, nothingHere)
    const asked = new Request(new URL(`/v1/consents/${params.id}`, c.req.url), { headers: c.req.raw.headers })
    const answer = await toRealtime(asked, c.env)
    if (!answer.ok) return answer
    const found = consent.parse(await answer.json())
    const issuer = issuerOf(c.env, c.req.url)
    const receipt = await signConsentReceipt(issuer, personOf(c).app.app_id, found, await signers.current(c.env), now())
    return reply(c, { id: found.id, receipt })
  })
