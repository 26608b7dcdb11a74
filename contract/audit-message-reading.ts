/** Reading audit notes out of a queue body. Apart from writing, so that a door that only writes does not carry the schemas. */
import * as z from 'zod'
import { auditNote } from './audit.ts'
import type { AppNote } from './audit-message.ts'
import { appId } from './ids.ts'

const header = z.object({ v: z.literal(1), kind: z.literal('audit') })
const notes = z.array(z.object({ app_id: appId, note: auditNote })).min(1)

type Decoded = { ok: true; value: readonly AppNote[] } | { ok: false; error: string }

/** A failure names what is wrong, for the dead-letter table. */
export const decodeAuditMessage = (body: string): Decoded => {
  const [first = '', second = '', ...rest] = body.split('\n')
  if (rest.length > 0) return { ok: false, error: 'the body is not two lines' }
  try {
    const version = header.safeParse(JSON.parse(first))
    if (!version.success) return { ok: false, error: z.prettifyError(version.error) }
    const parsed = notes.safeParse(JSON.parse(second))
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, error: z.prettifyError(parsed.error) }
  } catch (cause) {
    return { ok: false, error: `a line is not JSON: ${String(cause)}` }
  }
}
