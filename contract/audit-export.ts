/**
 * The lines of an audit export (NDJSON): a header, then entries and stubs in the order of the chain, then the end with the seal.
 * A stub stands for an entry that the selection leaves out. It has no hash of its own: that follows from the line before it and
 * is proved by the line after it, or by the anchor or head at which the lines end.
 */
import * as z from 'zod'
import { auditPublicKey, auditRow, digest } from './audit-entry.ts'

export const exportFormat = 'prost-audit-export'

export const exportHeader = z.object({
  kind: z.literal('header'),
  format: z.literal(exportFormat),
  v: z.literal(1),
  app_id: z.string(),
  /** RFC 3339. */
  exported_at: z.string(),
  /** What was asked for; all null is the whole chain. */
  selection: z.object({ from: z.string().nullable(), to: z.string().nullable(), incident: z.string().nullable() }),
  /** The part of the chain that the lines cover; null when nothing was selected. */
  covers: z.object({ first_seq: z.int(), last_seq: z.int() }).nullable(),
  /** Hash of the entry before the first line; null when that entry is not there. */
  prev_hash: z.string().nullable(),
  /** Where the chain ended. `sealed`: that record was the platform's own. */
  head: z.object({ seq: z.int(), hash: z.string(), sealed: z.boolean() }).nullable(),
  key: auditPublicKey,
  /** Compact JWS each, oldest first. */
  anchors: z.array(z.string()),
})
export type ExportHeader = z.infer<typeof exportHeader>

export const exportEntry = auditRow.extend({ kind: z.literal('entry') })

export const exportStub = z.object({ kind: z.literal('stub'), seq: z.int(), content_hash: digest })
export type ExportStub = z.infer<typeof exportStub>

export const exportEnd = z.object({
  kind: z.literal('end'),
  entries: z.int(),
  stubs: z.int(),
  /** Compact JWS of `sealPayload`. */
  seal: z.string(),
})

export const exportLine = z.discriminatedUnion('kind', [exportEntry, exportStub, exportEnd])

/** What the seal states of all lines before the last: their SHA-256, each with its newline. */
export const sealPayload = z.object({ app_id: z.string(), exported_at: z.string(), sha256: z.string() })
