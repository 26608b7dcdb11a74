/** Verifying an audit chain: notes put where acts put them, then the first reading, which links them, and those that only verify. */
import { newAuditNote } from '../../contract/audit.ts'
import { newId } from '../../contract/ids.ts'
import { whole } from '../../scripts/replay/table.ts'
import { addApp, type BenchApp, headersOf, type Runtime, startRuntime } from '../support/runtime.ts'
import type { Section } from '../support/section.ts'
import { median } from '../support/statistics.ts'
import type { Plan } from './plan.ts'
import * as z from 'zod'

const rowsPerStatement = 1_000

const someNote = () =>
  newAuditNote({
    at: Date.now(),
    actor: { kind: 'operator', id: newId() },
    action: 'key.rotated',
    object: { kind: 'key', id: newId() },
    request_id: newId(),
    data: { name: 'server', overlap_s: 86_400 },
  })

const fill = async ({ miniflare }: Runtime, app: BenchApp, rows: number): Promise<void> => {
  const db = await miniflare.getD1Database('KERNEL_DB', 'prost-rollup')
  for (let done = 0; done < rows; done += rowsPerStatement) {
    const notes = Array.from({ length: Math.min(rowsPerStatement, rows - done) }, someNote)
    await db
      .prepare(
        `INSERT INTO audit_outbox (entry_id, app_id, at, note) SELECT value ->> 'entry_id', ?1, value ->> 'at', value FROM json_each(?2)`,
      )
      .bind(app.app_id, JSON.stringify(notes))
      .run()
  }
}

const verdict = z.object({ ok: z.literal(true), entries: z.int() })

/** Seconds of one verification; throws when the chain is not whole. */
const verify = async (runtime: Runtime, app: BenchApp, rows: number): Promise<number> => {
  const startedAt = performance.now()
  const answer = await fetch(`${runtime.gateway}/v1/audit/verify`, { headers: headersOf(app) })
  const { entries } = verdict.parse(await answer.json())
  if (entries < rows) throw new Error(`only ${entries} of ${rows} rows are in the chain`)
  return (performance.now() - startedAt) / 1_000
}

export const audit = async (plan: Plan): Promise<Section> => {
  const runtime = await startRuntime()
  try {
    const app = await addApp(runtime)
    await fill(runtime, app, plan.auditRows)
    const first = await verify(runtime, app, plan.auditRows)
    const later: number[] = []
    for (let n = 0; n < plan.verifications; n++) later.push(await verify(runtime, app, plan.auditRows))
    const again = median(later)
    const line = (name: string, seconds: number): string[] => [name, seconds.toFixed(2), whole(plan.auditRows / seconds)]
    return {
      name: 'audit',
      title: `GET /v1/audit/verify over ${whole(plan.auditRows)} entries`,
      head: ['', 'seconds', 'entries/s'],
      rows: [line('linking them first', first), line('verifying', again)],
      notes: [`every hash is computed anew; the middle of ${plan.verifications}`],
      figures: { rows: plan.auditRows, first_s: first, verify_s: again },
    }
  } finally {
    await runtime.stop()
  }
}
