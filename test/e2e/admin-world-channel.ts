/** The channel that the stand-in platform has when a test gives it one. */
import type { ChannelState, ChannelStatus, ViewerBeat } from '../../contract/channel.ts'
import type { Programme } from '../../contract/lab.ts'
import { isoAt, now } from './admin-clock.ts'
import type { Live } from './admin-live.ts'
import { newLive } from './admin-live.ts'

export type ChannelWorld = {
  readonly id: string
  status: Omit<ChannelStatus, 'id' | 'since'>
  /** How long its state has been so. */
  sinceMs: number
  live: Live
  readonly beats: ViewerBeat[]
}

const minutesMs = 60_000
const at = (minutes: number): string => isoAt(now() + minutes * minutesMs)

const onNow = (): Programme => ({
  title: 'Noite Aberta, ao vivo',
  description: 'Uma hora de conversa com quem liga. Hoje: o que a cidade escuta depois da meia-noite.',
  started_at: at(-19),
  ends_at: at(26),
})

const afterwards = (): Programme[] => [
  { title: 'Sessão Vermelha', description: 'Curtas que passaram uma vez só.', starts_at: at(26), ends_at: at(86) },
  { title: 'DJ set: Marés', starts_at: at(86), ends_at: at(206) },
  { title: 'Reprise: Cartas à Redação', starts_at: at(1_206), ends_at: at(1_266) },
]

export function newChannel(state: ChannelState = 'on_air'): ChannelWorld {
  const isOnAir = state === 'on_air' || state === 'degraded'
  return {
    id: '01936b6e-7c00-7000-8000-00000000c4a1',
    sinceMs: 4 * 3_600_000,
    status: {
      name: 'Voulezvous',
      state,
      source: isOnAir ? 'lab' : 'slate',
      now_playing: isOnAir ? onNow() : null,
      up_next: state === 'unknown' ? [] : afterwards(),
      viewers: isOnAir ? 1_284 : null,
      lab_age_s: state === 'unknown' ? 184 : 2,
      media_sequence: 4_210,
      presence_sample: 1,
    },
    live: newLive(isOnAir ? 'lab' : 'slate'),
    beats: [],
  }
}
