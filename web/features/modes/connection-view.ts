/** What is honestly said of the connection to a room; nothing while it is live. */
import type { RoomConnection } from '../../lib/room/room-view.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { words } from './words.ts'

/** `canHurry`: there is a wait that the reader can cut short. */
export type ConnectionSaying = { readonly text: string; readonly canHurry: boolean }

const said = (text: string, canHurry = false): ConnectionSaying => ({ text, canHurry })

/** `now` in epoch ms. */
export function sayingOf(connection: RoomConnection, now: number): ConnectionSaying | null {
  switch (connection.at) {
    case 'connecting':
      return said(connection.again ? words.reconnecting : words.comingIn)
    case 'away':
      return sayingAway(connection, now)
    case 'live':
    case 'ended':
    case 'left':
    case 'refused':
      return null
    default:
      return assertNever(connection)
  }
}

function sayingAway({ why, retryAt }: RoomConnection & { readonly at: 'away' }, now: number): ConnectionSaying {
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1_000))
  switch (why) {
    case 'offline':
      return said(words.offline)
    case 'lost':
      return seconds === 0 ? said(words.backNow) : said(words.backIn(seconds), true)
    case 'restart':
      return said(words.restarting(seconds), true)
    case 'busy':
      return said(words.busy(seconds))
    default:
      return assertNever(why)
  }
}
