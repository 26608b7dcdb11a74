/** How good the connection is, out of what the browser counts (W3C WebRTC Stats). Pure. */

/** Counters since the beginning, and what is true now. Null: nobody says. */
export type Sample = {
  readonly at: number
  readonly received: number
  readonly lost: number
  /** Of what we send: the share that did not arrive, 0 to 1. */
  readonly lostThere: number | null
  readonly roundTripMs: number | null
  readonly framesDecoded: number
}

export type Quality = 'good' | 'fair' | 'poor'

/** ITU-T G.114: up to 150 ms one way nobody notices, beyond 400 ms talking is hard. */
const roundTrip = { fair: 300, poor: 800 } as const
/** Shares that Opus and VP8 hide well, and do not. */
const loss = { fair: 0.03, poor: 0.1 } as const

/** Between two samples; null when there is nothing to tell of. */
export function qualityOf(before: Sample | null, now: Sample): Quality | null {
  if (before === null) return null
  const lost = Math.max(0, now.lost - before.lost)
  const all = lost + Math.max(0, now.received - before.received)
  const share = Math.max(all === 0 ? 0 : lost / all, now.lostThere ?? 0)
  const trip = now.roundTripMs ?? 0
  if (all === 0 && now.roundTripMs === null) return null
  if (share >= loss.poor || trip >= roundTrip.poor) return 'poor'
  return share >= loss.fair || trip >= roundTrip.fair ? 'fair' : 'good'
}

const numberAt = (stat: object, name: string): number | null => {
  const value: unknown = Reflect.get(stat, name)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** `report`: the statistics of one connection. */
export function sampleOf(report: Iterable<object>, at: number): Sample {
  const sample = { at, received: 0, lost: 0, lostThere: null as number | null, roundTripMs: null as number | null, framesDecoded: 0 }
  for (const stat of report) {
    const type: unknown = Reflect.get(stat, 'type')
    if (type === 'inbound-rtp') {
      sample.received += numberAt(stat, 'packetsReceived') ?? 0
      sample.lost += numberAt(stat, 'packetsLost') ?? 0
      sample.framesDecoded += numberAt(stat, 'framesDecoded') ?? 0
    } else if (type === 'remote-inbound-rtp') {
      const there = numberAt(stat, 'fractionLost')
      if (there !== null) sample.lostThere = Math.max(sample.lostThere ?? 0, there)
    } else if (type === 'candidate-pair' && Reflect.get(stat, 'nominated') === true) {
      const seconds = numberAt(stat, 'currentRoundTripTime')
      if (seconds !== null) sample.roundTripMs = seconds * 1_000
    }
  }
  return sample
}
