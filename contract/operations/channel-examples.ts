/** Values that the examples of a channel's operations share. */
import { exampleTime } from './examples.ts'

export const exampleChannelId = '01939b7e-0000-7000-8000-00000000d001'

export const exampleStatus = {
  id: exampleChannelId,
  name: 'Voulezvous',
  state: 'on_air',
  source: 'lab',
  since: exampleTime,
  now_playing: { title: 'Night walk', ends_at: '2026-11-20T13:00:00.000Z' },
  up_next: [{ title: 'First light', starts_at: '2026-11-20T13:00:00.000Z' }],
  viewers: 42,
  lab_age_s: 1,
  media_sequence: 1_207,
  presence_sample: 1,
}

export const exampleChannel = {
  id: exampleChannelId,
  name: 'Voulezvous',
  settings: { target_duration_s: null, dvr_window_s: 0, low_latency: false, public_objects: false },
  created_at: exampleTime,
  archived_at: null,
}

export const exampleSecret = `whsec_${'A'.repeat(43)}=`
export const exampleSecrets = [{ id: '01939b7e-0000-7000-8000-00000000d0a1', created_at: exampleTime, ends_at: null }]

export const exampleReport = {
  channel_id: exampleChannelId,
  seq: 1_795_132_800_000,
  sent_at: exampleTime,
  state: 'on_air',
  now_playing: { title: 'Night walk' },
  up_next: [{ title: 'First light', starts_at: '2026-11-20T13:00:00.000Z' }],
  buffer_s: 6,
  encoder: { name: 'lab' },
  renditions: [
    {
      name: '360p',
      bandwidth: 480_000,
      resolution: '640x360',
      codecs: 'avc1.4d401e,mp4a.40.2',
      target_duration: 2,
      media_sequence: 1_207,
      map: 'run-1/360p/init.mp4',
      segments: [{ uri: 'run-1/360p/1207.m4s', duration: 2, program_date_time: exampleTime }],
    },
  ],
  alerts: [],
}
