/** From what a socket said to a frame of its protocol, or to what is wrong with it. Pure. */
import type * as z from 'zod'
import type { Failure, Result } from '../../contract/errors.ts'
import { socketFrameBytes } from '../../contract/socket.ts'

const wrong = (code: Failure['code'], detail: string): Result<never> => ({ ok: false, error: { code, detail } })

/** `shape`: the frames of the protocol. */
export const readFrame = <T>(shape: z.ZodType<T>, text: string | ArrayBuffer): Result<T> => {
  if (typeof text !== 'string') return wrong('validation_failed', 'Frames are text.')
  let said: unknown
  try {
    said = JSON.parse(text)
  } catch {
    // Not an error of ours: the frame is not JSON, and its sender hears so.
    return wrong('invalid_json', 'The frame is not valid JSON.')
  }
  const read = shape.safeParse(said)
  return read.success ? { ok: true, value: read.data } : wrong('validation_failed', 'The frame does not have the right shape.')
}

/** UTF-8 is at least as long as the text and at most three times. */
export const isTooLarge = (text: string | ArrayBuffer): boolean => {
  if (typeof text !== 'string') return text.byteLength > socketFrameBytes
  if (text.length * 3 <= socketFrameBytes) return false
  return text.length > socketFrameBytes || Buffer.byteLength(text) > socketFrameBytes
}
