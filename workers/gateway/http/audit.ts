/** The audit chain of an app: entries, verification, export, anchors. */
import { Hono } from 'hono'
import type * as z from 'zod'
import { exportAudit, getAuditEntry, listAudit, listAuditAnchors, verifyAudit } from '../../../contract/operations/audit.ts'
import { exportTrail } from '../../../domain/audit/export-trail.ts'
import type { Selection } from '../../../domain/audit/trail.ts'
import { verifyTrail } from '../../../domain/audit/verify-trail.ts'
import type { AuditFilter } from '../../../storage/kernel/audit-trail.ts'
import { problem } from '../../shared/problem.ts'
import { auditKeys, auditTrail } from '../audit/audit-access.ts'
import { anchorsAnswer, verificationAnswer } from '../audit/audit-answers.ts'
import { textStream } from '../audit/audit-stream.ts'
import type { ApiEnv } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'
import { pageInput, paramsOf, queryOf, rangeOf } from '../../shared/http/input.ts'
import { badCursor, nothingHere, reply, replyFile } from '../../shared/http/reply.ts'

export const auditRoutes = ({ now }: Pick<GatewayDeps, 'now'>): Hono<ApiEnv> =>
  new Hono<ApiEnv>()
    .get('/audit', async (c) => {
      const query = queryOf(c, listAudit.query)
      if (!query.ok) return problem(c, query.error)
      const page = await (await auditTrail(c, now)).list(filterOf(query.value), pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, page)
    })
    .get('/audit/verify', async (c) => {
      const query = queryOf(c, verifyAudit.query)
      if (!query.ok) return problem(c, query.error)
      const { from_seq: from, to_seq: to } = query.value
      const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
      return reply(c, verificationAnswer(await verifyTrail(await auditTrail(c, now), auditKeys(c.env), range)))
    })
    .get('/audit/export', async (c) => {
      const query = queryOf(c, exportAudit.query)
      if (!query.ok) return problem(c, query.error)
      const lines = exportTrail(await auditTrail(c, now), auditKeys(c.env), selectionOf(query.value), now())
      return replyFile(await textStream(lines), 'application/x-ndjson; charset=utf-8', 'audit.ndjson')
    })
    .get('/audit/anchors', async (c) => {
      const query = queryOf(c, listAuditAnchors.query)
      if (!query.ok) return problem(c, query.error)
      const page = await (await auditTrail(c, now)).anchorPage(pageInput(query.value))
      return page === null ? problem(c, badCursor) : reply(c, await anchorsAnswer(page, auditKeys(c.env)))
    })
    .get('/audit/:id', async (c) => {
      const params = paramsOf(c, getAuditEntry.params)
      const entry = params && (await (await auditTrail(c, now)).entry(params.id))
      return entry === null ? problem(c, nothingHere) : reply(c, entry)
    })

const selectionOf = (query: z.output<typeof exportAudit.query>): Selection => ({
  ...rangeOf(query),
  ...(query.incident !== undefined && { incident: query.incident }),
})

const filterOf = (query: z.output<typeof listAudit.query>): AuditFilter => ({
  ...selectionOf(query),
  ...(query.action !== undefined && { action: query.action }),
  ...(query.actor_id !== undefined && { actor_id: query.actor_id }),
  ...(query.object_id !== undefined && { object_id: query.object_id }),
  ...(query.outcome !== undefined && { outcome: query.outcome }),
})
