/**
 * Words that the list of an app flagged, on their way from a room to the moderators' queue through the events queue. A message is text, two
 * lines: a header, and a JSON array of flags. The flag of a message has the message's own id: twice is once.
 */
import * as z from 'zod'
import { appId, messageId, roomId, userId } from './ids.ts'

export const flaggedMessage = z.object({
  message: messageId,
  user: userId,
  session: roomId,
  text: z.string(),
  /** Epoch ms. */
  at: z.int(),
  /** The app's window: of one person in one session, one flag within it is in the queue. */
  window_s: z.int(),
})
export type Flag = z.infer<typeof flaggedMessage>

const body = z.object({ app_id: appId, flags: z.array(flaggedMessage).min(1) })
type AppFlags = z.infer<typeof body>

const head = '{"v":1,"kind":"flags"}'

export const encodeFlagMessage = (flags: AppFlags): string => `${head}\n${JSON.stringify(flags)}`

export const isFlagMessage = (text: unknown): text is string => typeof text === 'string' && text.startsWith(`${head}\n`)

type Decoded = { readonly ok: true; readonly value: AppFlags } | { readonly ok: false; readonly error: string }

/** A failure names what is wrong, for the dead-letter table. */
export const decodeFlagMessage = (text: string): Decoded => {
  const [, second = '', ...rest] = text.split('\n')
  if (rest.length > 0) return { ok: false, error: 'the body is not two lines' }
  try {
    const parsed = body.safeParse(JSON.parse(second))
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, error: z.prettifyError(parsed.error) }
  } catch (cause) {
    return { ok: false, error: `a line is not JSON: ${String(cause)}` }
  }
}
