/** From what a client of `WS /v1/match` said to a frame, or to what is wrong with it. Pure. */
import type { Failure, Result } from '../../contract/errors.ts'
import { matchClientFrame } from '../../contract/match.ts'
import type { MatchClientFrame } from '../../contract/match.ts'

const wrong = (code: Failure['code'], detail: string): Result<MatchClientFrame> => ({ ok: false, error: { code, detail } })

export const readMatchText = (text: string | ArrayBuffer): Result<MatchClientFrame> => {
  if (typeof text !== 'string') return wrong('validation_failed', 'Frames are text.')
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    // Not an error of ours: the frame is not JSON, and its sender hears so.
    return wrong('invalid_json', 'The frame is not valid JSON.')
  }
  const read = matchClientFrame.safeParse(said)
  return read.success ? { ok: true, value: read.data } : wrong('validation_failed', 'The frame does not have the right shape.')
}
