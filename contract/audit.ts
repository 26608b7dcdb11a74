/**
 * What the audit chain keeps: administrative acts, automatic decisions and denials. A note is written by whoever acts, in the
 * same transaction as the act; it becomes an entry when the chain takes it. No secrets and no addresses in either.
 */
import * as z from 'zod'
import { newId } from './ids.ts'

/** `system`: the platform decided by itself. */
export const auditActor = z.object({
  kind: z.enum(['operator', 'user', 'key', 'system']),
  /** User id or key id; null for the system and for callers that could not be told apart. */
  id: z.string().nullable(),
})
export type AuditActor = z.infer<typeof auditActor>

/** `done`: an act took effect. `decided`: the platform acted by itself. `denied`: someone was kept from acting. */
export const auditOutcome = z.enum(['done', 'decided', 'denied'])

export const auditNote = z.object({
  /** UUIDv7: the same note twice is one entry. */
  entry_id: z.uuid(),
  /** Epoch ms. */
  at: z.int(),
  actor: auditActor,
  /** What, as `object.verb`: `key.revoked`, `member.added`, `access.denied`. */
  action: z.string().regex(/^[a-z0-9_]+\.[a-z0-9_]+$/),
  object: z.object({ kind: z.string(), id: z.string() }).nullable(),
  outcome: auditOutcome,
  /** Why, as a stable word: an error code, `refresh_reuse`. */
  reason: z.string().nullable(),
  /** Ties entries of one incident together. */
  incident: z.string().nullable(),
  request_id: z.string().nullable(),
  /** What changed, in plain words and values. */
  data: z.record(z.string(), z.json()),
})
export type AuditNote = z.infer<typeof auditNote>

type NoteInput = Pick<AuditNote, 'at' | 'actor' | 'action'> & Partial<Omit<AuditNote, 'entry_id'>>

/** A note with its own id; an act that is done unless told otherwise. */
export const newAuditNote = (input: NoteInput): AuditNote => ({
  entry_id: newId(),
  object: null,
  outcome: 'done',
  reason: null,
  incident: null,
  request_id: null,
  data: {},
  ...input,
})
