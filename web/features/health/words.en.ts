/** Every text about whether the platform is well. */
import type { ComponentStatus, Readiness } from '../../../contract/operations/platform.ts'

export const words = {
  title: 'Health',
  lead: 'The parts the platform stands on, as it finds them itself.',
  parts: 'Parts',
  asOf: (age: string) => `Asked ${age} ago, every 5 s while this tab is seen.`,
  stale: (age: string) => `You see the last answer, ${age} old. Trying again by itself.`,
  checking: 'Asking…',
  seen: (age: string) => `last seen to work ${age} ago`,
  seenNow: 'works now',
  wrote: (age: string) => `last wrote ${age} ago`,
  neverSeen: 'not seen to work yet',
} as const

export const overallWords = {
  ok: 'Everything works',
  degraded: 'Something is slow',
  down: 'Something does not work',
} as const satisfies Record<Readiness['status'], string>

export const stateWords = {
  ok: 'works',
  degraded: 'slow',
  down: 'does not answer',
  unknown: 'not known',
} as const satisfies Record<ComponentStatus, string>

/** The parts by their names in the answer; `events_db` is followed by a number. */
export const partWords = {
  configuration: { name: 'Configuration', is: 'Settings and secrets are as they must be.' },
  kernel_db: { name: 'Kernel database', is: 'Apps, keys, people, audit.' },
  events_db: { name: 'Events database', is: 'Events, sessions and their counts.' },
  ingest: { name: 'Ingest', is: 'Takes events in.' },
  sync: { name: 'Channel', is: 'Hears the studio, hands out status and playlists.' },
  realtime: { name: 'Rooms', is: 'Sessions, presence and chat.' },
  media: { name: 'Media', is: 'The pictures of the channel.' },
  rollup: { name: 'Rollup', is: 'Counts what was taken in. Silent while nothing comes.' },
} as const
