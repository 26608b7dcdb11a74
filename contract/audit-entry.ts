/**
 * Entries of the audit chain as they are hashed, stored, exported and answered, and what can be wrong with a chain.
 * What becomes an entry is in `audit.ts`; the rules of the chain are in `domain/audit/`.
 */
import * as z from 'zod'
import { auditActor, auditOutcome } from './audit.ts'

/** SHA-256, lower-case hex. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * The content of an entry. `content_hash` is SHA-256 of its canonical JSON (RFC 8785); what it follows is not in it. The entry's
 * `hash` is SHA-256 of `prev_hash`, newline, `seq` in decimal, newline, `content_hash`: 64 hex digits each, nothing after. `prev_hash`
 * is the `hash` of the entry before, 64 zeros for the first.
 */
export const auditEntry = z.strictObject({
  v: z.literal(1),
  app_id: z.string(),
  /** 1, 2, 3 … per app without a gap. */
  seq: z.int().min(1),
  entry_id: z.string(),
  /** RFC 3339 UTC with milliseconds. The order is that of `seq`; a note that came late has an older time. */
  at: z.string(),
  actor: auditActor,
  action: z.string(),
  object: z.object({ kind: z.string(), id: z.string() }).nullable(),
  outcome: auditOutcome,
  reason: z.string().nullable(),
  incident: z.string().nullable(),
  request_id: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type AuditEntry = z.infer<typeof auditEntry>

/** An entry as it is kept and exported: its canonical text, its place in the chain, and columns that must say the same. Nothing is believed. */
export const auditRow = z.object({
  seq: z.int(),
  entry_id: z.string(),
  /** Epoch ms. */
  at: z.number(),
  action: z.string(),
  actor_id: z.string().nullable(),
  object_id: z.string().nullable(),
  incident: z.string().nullable(),
  outcome: z.string(),
  entry: z.string(),
  prev_hash: z.string(),
  hash: z.string(),
})
export type AuditRow = z.infer<typeof auditRow>

/** An entry as the reading routes answer it. */
export const listedAuditEntry = z.object({
  id: z.string(),
  seq: z.int().describe('1, 2, 3 … without a gap: the order of the chain.'),
  at: z.string(),
  actor: auditActor,
  action: z.string().describe('What, as `object.verb`.'),
  object: z.object({ kind: z.string(), id: z.string() }).nullable(),
  outcome: z
    .string()
    .describe('`done`: an act took effect. `decided`: the platform acted by itself. `denied`: someone was kept from acting.'),
  reason: z.string().nullable(),
  incident: z.string().nullable().describe('Ties entries of one incident together.'),
  request_id: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  prev_hash: z.string().describe('`hash` of the entry before; 64 zeros for the first.'),
  hash: z.string().describe('Of `prev_hash`, `seq` and the content: SHA-256, hex.'),
  intact: z
    .boolean()
    .describe('Whether the entry is what its own hash says. Links, anchors and the end of the chain are checked by verifying.'),
})
export type ListedAuditEntry = z.infer<typeof listedAuditEntry>

/** The public half of the key that signs anchors and exports. */
export const auditPublicKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
  kid: z.string().describe('RFC 7638 thumbprint.'),
})
export type AuditPublicKey = z.infer<typeof auditPublicKey>

/** What an anchor states under its signature: where a chain stood. */
export const anchorPayload = z.object({
  app_id: z.string(),
  /** `2026-11-21`, UTC: the day that had ended. */
  day: z.string(),
  seq: z.int(),
  hash: digest,
  at: z.string(),
})
export type AnchorPayload = z.infer<typeof anchorPayload>

export const auditAnchor = z.object({
  day: z.string(),
  seq: z.int(),
  hash: z.string(),
  at: z.string(),
  jws: z.string().describe('Compact JWS (EdDSA) of `{ app_id, day, seq, hash, at }`.'),
})

/** `altered`: content or columns. `broken_link`: an entry does not follow the one before it. `bad_signature`: of an anchor, an export or the head. */
export const auditFaultKind = z.enum([
  'altered',
  'missing',
  'reordered',
  'broken_link',
  'duplicate',
  'head_mismatch',
  'anchor_mismatch',
  'bad_signature',
])
export type AuditFaultKind = z.infer<typeof auditFaultKind>

/** One finding. `seq` is where; 0 is the whole. */
export const auditFault = z.object({ seq: z.int(), kind: auditFaultKind, detail: z.string() })
export type AuditFault = z.infer<typeof auditFault>
