/** A text frame of a client → a batch of candidates, or what is wrong with it. Never throws. Events are checked later, one by one. */
import * as z from 'zod'
import type { Failure } from '../../contract/errors.ts'
import type { FrameRef } from '../../contract/telemetry-socket.ts'
import { frameMark } from '../../contract/telemetry-socket.ts'
import type { Batch } from '../../domain/events/candidate.ts'
import { readEnvelope } from '../../domain/events/envelope.ts'
import { isJsonObject } from '../../domain/events/json-value.ts'

export type Ref = { readonly ref?: FrameRef }
export type ParsedFrame = ({ readonly ok: true; readonly batch: Batch } | { readonly ok: false; readonly error: Failure }) & {
  readonly ref: Ref
}

export const parseFrame = (text: string): ParsedFrame => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { ok: false, error: { code: 'invalid_json', detail: 'The frame is not valid JSON.' }, ref: {} }
  }
  const mark = frameMark.safeParse(isJsonObject(json) ? json : {})
  if (!mark.success) return { ok: false, error: { code: 'validation_failed', detail: z.prettifyError(mark.error) }, ref: {} }
  const ref: Ref = mark.data.ref === undefined ? {} : { ref: mark.data.ref }
  const batch = readEnvelope(withoutMark(json))
  return batch.ok ? { ok: true, batch: batch.value, ref } : { ok: false, error: batch.error, ref }
}

/** Taken off by hand, so that every other key reaches the event's own check as it was sent. */
const withoutMark = (json: unknown): unknown => {
  if (!isJsonObject(json)) return json
  const { t: _t, ref: _ref, ...rest } = json
  return rest
}
