/** Reports of a LAB that is well: two renditions, segments as long as the target duration, numbered by the time they were made. Times are epoch ms. */
import type { ChannelId } from '../../contract/ids.ts'
import type { LabRendition, LabReport } from '../../contract/lab.ts'

export type ReportChange = Partial<LabReport> & {
  /** Number of the first segment that is listed. */
  readonly first?: number
  readonly listed?: number
  readonly run?: string
  readonly names?: readonly string[]
  readonly duration?: number
  readonly container?: 'fmp4' | 'ts'
}

const bandwidths: Readonly<Record<string, number>> = { '240p': 200_000, '360p': 335_000, '720p': 865_000, '1080p': 4_000_000 }

export const labRenditionOf = (name: string, now: number, change: ReportChange): LabRendition => {
  const { first = Math.floor(now / 2_000), listed = 3, run = 'a', duration = 2, container = 'fmp4' } = change
  return {
    name,
    bandwidth: bandwidths[name] ?? 1_000_000,
    codecs: 'avc1.4D401F,mp4a.40.2',
    target_duration: 2,
    media_sequence: first,
    segments: Array.from({ length: listed }, (_, index) => ({
      uri: `${run}/${name}/${first + index}.${container === 'fmp4' ? 'm4s' : 'ts'}`,
      duration,
      program_date_time: new Date(now + (index - listed) * duration * 1_000).toISOString(),
    })),
    ...(container === 'fmp4' ? { map: `${run}/${name}/init.mp4` } : {}),
  }
}

export const labReportAt = (now: number, change: ReportChange = {}): LabReport => {
  const {
    first: _first,
    listed: _listed,
    run: _run,
    names = ['360p', '720p'],
    duration: _duration,
    container: _container,
    ...report
  } = change
  return {
    channel_id: '0193f000-0000-7000-8000-000000000001' as ChannelId,
    seq: now,
    sent_at: new Date(now).toISOString(),
    state: 'on_air',
    up_next: [],
    renditions: names.map((name) => labRenditionOf(name, now, change)),
    alerts: [],
    ...report,
  }
}
