/** Every text about people. */
import type { PresenceStatus } from '../../../contract/presence.ts'

export const words = {
  somebody: 'Somebody',
  itIsYou: 'This is you.',
  notHere: 'Not here now',
  hereSince: (time: string) => `here since ${time}`,
  close: 'Close',
} as const

export const statusWords = {
  available: 'Available',
  busy: 'Busy',
  away: 'Away',
} as const satisfies Record<PresenceStatus, string>
