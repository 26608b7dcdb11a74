/**
 * What every input format becomes: candidates, one per event sent, in order, and when the sender sent them.
 * Whether a candidate is an event is decided later, the same way for all formats.
 */
import type { Issue } from '../../contract/errors.ts'

export type Candidate = {
  /** What is to be an `EventInput`. */
  readonly input: unknown
  /** The event in the sender's own format, when `input` was translated from one. */
  readonly sent?: unknown
  /** The sender's text, when it could not even be parsed. */
  readonly text?: string
  /** Set when it is known already that this is no event. */
  readonly issues?: readonly Issue[]
}

export type Batch = {
  readonly candidates: readonly Candidate[]
  /** Epoch ms by the sender's clock; only used to measure its skew. */
  readonly sentAt: number | null
}

export const batchOf = (inputs: readonly unknown[], sentAt: number | null = null): Batch => ({
  candidates: inputs.map((input) => ({ input })),
  sentAt,
})
