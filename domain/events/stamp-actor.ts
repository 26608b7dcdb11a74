/** Events of a signed-in person are the person's: who speaks is what the credential says, and an event that names someone else is bad. */
import type { Batch, Candidate } from './candidate.ts'
import { isJsonObject } from './json-value.ts'

const someoneElse = [{ path: 'actor_id', code: 'actor_mismatch', message: 'is not the signed-in person; leave it out' }] as const

/** Null stamps nobody: an app speaks for its actors. */
export const stampActor = (batch: Batch, actorId: string | null): Batch =>
  actorId === null ? batch : { ...batch, candidates: batch.candidates.map((candidate) => stamped(candidate, actorId)) }

const stamped = (candidate: Candidate, actorId: string): Candidate => {
  const { input } = candidate
  if (!isJsonObject(input)) return candidate
  const named = input['actor_id']
  if (named === undefined) return { ...candidate, input: { ...input, actor_id: actorId } }
  return named === actorId ? candidate : { ...candidate, issues: [...someoneElse] }
}
