/** Opaque positions in lists: base64url of a small JSON array, parsed like any other input. */
import * as z from 'zod'

/** Below (or, oldest first, above) this event: minute, batch, place in the batch. */
export const eventPosition = z.tuple([z.int(), z.string().max(64), z.int()])
export type EventPosition = z.infer<typeof eventPosition>

/** Below this row of quarantine: received_at, id. */
export const quarantinePosition = z.tuple([z.int(), z.string().max(128)])
export type QuarantinePosition = z.infer<typeof quarantinePosition>

/** Below this session: started_at, session, actor. */
export const sessionPosition = z.tuple([z.int(), z.string().max(128), z.string().max(256)])
export type SessionPosition = z.infer<typeof sessionPosition>

export const encodeCursor = (position: readonly (string | number | null)[]): string => {
  const bytes = new TextEncoder().encode(JSON.stringify(position))
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (char) => ({ '+': '-', '/': '_' })[char] ?? '')
}

/** Null when the text is not a cursor of this kind. */
export const decodeCursor = <T>(kind: z.ZodType<T>, cursor: string): T | null => {
  if (!/^[A-Za-z0-9_-]{1,4096}$/.test(cursor)) return null
  try {
    const binary = atob(cursor.replace(/[-_]/g, (char) => (char === '-' ? '+' : '/')))
    const text = new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)))
    return kind.safeParse(JSON.parse(text)).data ?? null
  } catch (error) {
    // Not base64, or not JSON: not a cursor. Anything else is a defect.
    if (error instanceof SyntaxError || error instanceof DOMException) return null
    throw error
  }
}
