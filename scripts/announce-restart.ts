/** Before the realtime Worker is replaced or stopped: everyone in rooms is told when to come back, through the public operation. */
import { restartPage } from '../contract/operations/ops-rooms.ts'

export type Announced = { readonly rooms: number; readonly connections: number }

/** `url`: the platform's origin. `afterMs`: how long the restart takes. Throws when the platform does not answer so, or not within `boundMs`. */
export const announceRestart = async (
  url: string,
  { opsToken, afterMs, boundMs }: { readonly opsToken: string; readonly afterMs: number; readonly boundMs: number },
): Promise<Announced> => {
  const signal = AbortSignal.timeout(boundMs)
  const headers = { Authorization: `Bearer ${opsToken}`, 'Content-Type': 'application/json' }
  let told = { rooms: 0, connections: 0 }
  for (let cursor: string | null | undefined; cursor !== null;) {
    const body = JSON.stringify(cursor === undefined ? { after_ms: afterMs } : { after_ms: afterMs, cursor })
    const answer = await fetch(new URL('/v1/ops/rooms/restart', url), { method: 'POST', headers, body, signal })
    if (!answer.ok) throw new Error(`rooms could not be told of the restart: ${answer.status} ${await answer.text()}`)
    const page = restartPage.parse(await answer.json())
    told = { rooms: told.rooms + page.rooms, connections: told.connections + page.connections }
    cursor = page.next_cursor
  }
  return told
}
