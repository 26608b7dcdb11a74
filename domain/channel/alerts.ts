/**
 * Alerts of a channel: what the LAB reports and what the channel finds out itself. An alert opens when enough of its last observations
 * were bad and closes when it has been good for a while, so that a flickering cause is one alert and not a hundred.
 */
import * as z from 'zod'

/** What the channel itself watches. */
export const ownAlertCode = z.enum([
  'lab_silent',
  'playlist_frozen',
  'media_late',
  'no_playable_segment',
  'segment_too_long',
  'uri_reused',
  'clock_skew',
  'low_buffer',
  'report_invalid',
  'flapping',
])
export type OwnAlertCode = z.infer<typeof ownAlertCode>

export const alertRecord = z.object({
  code: z.string(),
  from: z.enum(['lab', 'channel']),
  severity: z.enum(['info', 'warning', 'critical']),
  message: z.string().nullable(),
  /** The last observations, newest last: true is bad. */
  seen: z.array(z.boolean()),
  /** Epoch ms. */
  lastBadAt: z.number(),
  /** Epoch ms; null while it is not open. */
  openedAt: z.number().nullable(),
})
export type AlertRecord = z.infer<typeof alertRecord>
