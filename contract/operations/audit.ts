/** The audit chain of an app: reading it, verifying it, taking it along. Nothing here writes; acts are noted where they happen. */
import * as z from 'zod'
import { auditAnchor, auditFault, auditPublicKey, listedAuditEntry } from '../audit-entry.ts'
import { auditOutcome } from '../audit.ts'
import { storableText, timestamp } from '../events.ts'
import { json, pageOf, pageQuery, pathId } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleTime } from './examples.ts'

export const exampleAuditId = '01939b7e-4a5e-7c1e-9d53-0f4a6f1ca0d1'
const exampleHash = 'f3c1a7a0b0f1e4c3a7d1b6f0c2d9e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1'
const exampleJws = 'eyJhbGciOiJFZERTQSJ9.e30.48KA7DWfqJzgqimEJRoakaJeY8PG2vWK3fY6nmRejf5CSs5UIXULWxCQoB7b-mM5naC8a6UeDMRMM367z-Q4Aw'

const exampleListed = {
  id: exampleAuditId,
  seq: 42,
  at: exampleTime,
  actor: { kind: 'operator', id: '01939b7e-0000-7000-8000-00000000b001' },
  action: 'key.revoked',
  object: { kind: 'key', id: '01939b7e-0000-7000-8000-00000000c001' },
  outcome: 'done',
  reason: null,
  incident: null,
  request_id: '01939b7e-4a5e-7c1e-9d53-0f4a6f1c0001',
  data: { name: 'server' },
  prev_hash: '0'.repeat(64),
  hash: exampleHash,
  intact: true,
} as const

const exampleKey = {
  kty: 'OKP',
  crv: 'Ed25519',
  x: '6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw',
  alg: 'EdDSA',
  use: 'sig',
  kid: '--6IM5l0OosLj9yWskISYhUA3n_3CURQkmrYMSha_ck',
} as const

const access = { by: 'secret_key', scope: 'audit' } as const

const rangeQuery = {
  from: timestamp.optional().meta({ description: 'At or after this moment.' }),
  to: timestamp.optional().meta({ description: 'Before this moment.' }),
  incident: storableText(128).optional().meta({ description: 'Only entries of this incident.' }),
}

export const listAudit = {
  operationId: 'listAudit',
  method: 'get',
  path: '/v1/audit',
  summary: 'Entries of the audit chain, newest first',
  description:
    'Whatever was noted before the call is in: acts, automatic decisions and denials become entries in the order in which they are linked.',
  tag: 'Audit',
  access,
  door: 'gateway',
  query: z.object({
    action: z
      .string()
      .max(120)
      .regex(/^[a-z0-9_]+\.[a-z0-9_]+$/)
      .optional()
      .meta({ description: 'As `object.verb`.' }),
    actor_id: storableText(256).optional(),
    object_id: storableText(256).optional(),
    outcome: auditOutcome.optional(),
    ...rangeQuery,
    ...pageQuery,
  }),
  answers: { 200: { description: 'A page.', content: json(pageOf(listedAuditEntry), { data: [exampleListed], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
  example: { query: { action: 'key.revoked', limit: '50' } },
} as const satisfies Operation

export const getAuditEntry = {
  operationId: 'getAuditEntry',
  method: 'get',
  path: '/v1/audit/{id}',
  summary: 'One entry of the audit chain',
  tag: 'Audit',
  access,
  door: 'gateway',
  params: z.object({ id: pathId }),
  answers: { 200: { description: 'The entry.', content: json(listedAuditEntry, exampleListed) } },
  errors: ['not_found'],
  example: { params: { id: exampleAuditId } },
} as const satisfies Operation

const place = z
  .string()
  .regex(/^\d{1,15}$/, { error: 'is not a whole number' })
  .transform(Number)
  .pipe(z.int().min(1))
  .optional()

const placeMeta = (description: string) => ({ description, override: { type: 'integer' as const, minimum: 1 } })

export const auditVerification = z.object({
  ok: z.boolean().describe('Nothing is wrong with what was checked.'),
  entries: z.int().describe('Entries that were checked.'),
  from_seq: z.int().nullable(),
  to_seq: z.int().nullable(),
  next_seq: z.int().nullable().describe('Where to go on with `from_seq`; null when everything that was asked for is checked.'),
  faults: z.array(auditFault).max(20).describe('The first 20.'),
  head: z.object({ seq: z.int(), hash: z.string() }).nullable().describe('Where the chain ends; null when it has no entry.'),
  anchors_checked: z.int(),
})

export const verifyAudit = {
  operationId: 'verifyAudit',
  method: 'get',
  path: '/v1/audit/verify',
  summary: 'Verify the audit chain',
  description:
    'Recomputes every hash and link, compares the end of the chain with its sealed record and the anchors with what they saw. Without a range, all of it, up to 100,000 entries a call. An entry that was altered, removed, moved, added or written anew is a fault.',
  tag: 'Audit',
  access,
  door: 'gateway',
  query: z
    .object({
      from_seq: place.meta(placeMeta('The first entry to check.')),
      to_seq: place.meta(placeMeta('The last entry to check.')),
    })
    .refine(({ from_seq = 1, to_seq = Infinity }) => from_seq <= to_seq, { path: ['to_seq'], error: 'is before from_seq' }),
  answers: {
    200: {
      description: 'What was found.',
      content: json(auditVerification, {
        ok: true,
        entries: 42,
        from_seq: 1,
        to_seq: 42,
        next_seq: null,
        faults: [],
        head: { seq: 42, hash: exampleHash },
        anchors_checked: 3,
      }),
    },
  },
  errors: ['validation_failed'],
} as const satisfies Operation

export const exportAudit = {
  operationId: 'exportAudit',
  method: 'get',
  path: '/v1/audit/export',
  summary: 'Take the audit chain along, streamed, to verify anywhere',
  description: [
    'NDJSON: a header (range, the hash before it, the end of the chain, the public key, the anchors), the entries as the text that is hashed, and a signed end.',
    'With a time range or an incident, an entry between those that were asked for is a stub: its place and the hash of its content, about 110 bytes. Order and links are proved through stubs without showing what they stand for. The lines go on to the next anchor, or to the end of the chain.',
    'To verify: the content hash of an entry is SHA-256 of the text `entry`; a stub brings its own. The hash of either is SHA-256 of `prev_hash`, `\\n`, `seq`, `\\n`, content hash (hashes as 64 lower-case hex digits, `seq` in decimal, nothing after), and the next line’s `prev_hash`. It begins with that of the header and must come to what entries, anchors and head say.',
    '`node scripts/verify-audit.ts FILE` does that, and checks the signatures, without network or platform.',
  ].join('\n\n'),
  tag: 'Audit',
  access,
  door: 'gateway',
  query: z.object(rangeQuery),
  answers: {
    200: { description: 'The export.', content: { 'application/x-ndjson': { schema: z.string(), example: '{"kind":"header"}\n' } } },
  },
  errors: ['validation_failed'],
} as const satisfies Operation

export const anchorList = pageOf(auditAnchor).extend({ key: auditPublicKey })

export const listAuditAnchors = {
  operationId: 'listAuditAnchors',
  method: 'get',
  path: '/v1/audit/anchors',
  summary: 'Signed statements of where the chain stood, newest first',
  description:
    'One for each day in which something was noted. Keep them, and the key, elsewhere: a chain that was written anew can not match an anchor that someone else holds.',
  tag: 'Audit',
  access,
  door: 'gateway',
  query: z.object(pageQuery),
  answers: {
    200: {
      description: 'A page, and the key that the signatures are of.',
      content: json(anchorList, {
        data: [{ day: '2026-11-20', seq: 42, hash: exampleHash, at: exampleTime, jws: exampleJws }],
        next_cursor: null,
        key: exampleKey,
      }),
    },
  },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const auditOperations: readonly Operation[] = [listAudit, verifyAudit, exportAudit, listAuditAnchors, getAuditEntry]
