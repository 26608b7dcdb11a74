/** The one thing that is read of a credential before it is verified: which challenge it says it answers. */
import * as z from 'zod'

const clientData = z.object({ challenge: z.string().min(1).max(200) })

/** Null for what no browser made. */
export const challengeIn = (clientDataJSON: string): string | null => {
  try {
    const parsed = clientData.safeParse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')))
    return parsed.success ? parsed.data.challenge : null
  } catch {
    // Not an error of ours: the client sent what is no JSON.
    return null
  }
}
