/** Playlists of a timeline: HLS as in RFC 8216, with what a channel uses of its second edition (draft-pantos-hls-rfc8216bis). */
import type { Timeline } from './timeline.ts'

export declare const renderMaster: (timeline: Timeline) => string
/** Null: there is no such rendition. URIs are relative to `/live/{id}/`. */
export declare const renderMedia: (timeline: Timeline, name: string) => string | null
/** Low latency: whether `_HLS_msn` (and `_HLS_part`) is there, will be, or is too far ahead (400). */
export declare const blockingVerdict: (
  timeline: Timeline,
  name: string,
  msn: number,
  part: number | undefined,
) => 'ready' | 'wait' | 'ahead'
