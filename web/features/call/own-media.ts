/** The person's camera and microphone while a call lasts: captured, swapped, turned off so that the lamp of the camera goes out, and given back. */
import type { MediaKind } from '../../../contract/media.ts'
import type { CallInput, Own, Sending } from './call-state.ts'
import type { Chosen, Device } from './devices.ts'
import { capture, captureAll, kinds, listDevices, onDevices } from './devices.ts'

type OwnInput = Extract<CallInput, { type: 'devices' | 'no_devices' | 'turned' }>

export type OwnMedia = {
  readonly ask: () => void
  readonly turn: (kind: MediaKind, on: boolean) => void
  readonly choose: (kind: MediaKind, id: string) => void
  readonly trackOf: (kind: MediaKind) => MediaStreamTrack | null
  readonly chosen: () => Chosen
  readonly release: () => void
}

type OwnMediaOptions = {
  readonly tell: (input: OwnInput) => void
  /** Another track of a kind, or none. */
  readonly changed: (kind: MediaKind, track: MediaStreamTrack | null) => void
  readonly listed: (devices: readonly Device[]) => void
}

export function ownMedia({ tell, changed, listed }: OwnMediaOptions): OwnMedia {
  const tracks = new Map<MediaKind, MediaStreamTrack>()
  /** Rises with each wish for a kind: what an older one brings comes too late. */
  const wishes: Record<MediaKind, number> = { audio: 0, video: 0 }
  const released = new AbortController()
  let chosen: Chosen = { audio: null, video: null }

  /** Without a list there is nothing to choose from, and nothing else is missing. */
  const list = (): void => void listDevices().then(listed, () => listed([]))
  onDevices(released.signal, list)

  const put = (kind: MediaKind, track: MediaStreamTrack | null): void => {
    tracks.get(kind)?.stop()
    tracks.delete(kind)
    if (track !== null) keep(kind, track)
    changed(kind, track)
  }

  const keep = (kind: MediaKind, track: MediaStreamTrack): void => {
    tracks.set(kind, track)
    // Unplugged, or taken away by the person in the browser.
    track.addEventListener('ended', () => {
      if (tracks.get(kind) !== track) return
      put(kind, null)
      tell({ type: 'turned', kind, to: 'none' })
    })
  }

  const stop = (track: MediaStreamTrack): void => track.stop()

  const bring = async (kind: MediaKind): Promise<void> => {
    wishes[kind] += 1
    const wish = wishes[kind]
    const captured = await capture(kind, chosen[kind])
    if (released.signal.aborted || wish !== wishes[kind]) return captured.ok ? stop(captured.track) : undefined
    put(kind, captured.ok ? captured.track : null)
    tell({ type: 'turned', kind, to: captured.ok ? 'on' : 'none' })
    list()
  }

  const askAll = async (): Promise<void> => {
    const { tracks: captured, why } = await captureAll(chosen)
    if (released.signal.aborted) return captured.forEach(stop)
    const has = (kind: MediaKind): Sending => (captured.some((track) => track.kind === kind) ? 'on' : 'none')
    const own: Own = { audio: has('audio'), video: has('video') }
    for (const kind of kinds) put(kind, captured.find((track) => track.kind === kind) ?? null)
    tell(why === null ? { type: 'devices', own } : { type: 'no_devices', why })
    list()
  }

  return {
    ask: () => void askAll(),
    turn: (kind, on) => {
      const track = tracks.get(kind)
      if (on && (track === undefined || kind === 'video')) return void bring(kind)
      wishes[kind] += 1
      if (kind === 'video') return put(kind, null)
      if (track !== undefined) track.enabled = on
      return undefined
    },
    choose: (kind, id) => {
      chosen = { ...chosen, [kind]: id }
      if (tracks.get(kind)?.enabled === true) void bring(kind)
      // Silent for now: the next time it speaks it is another one.
      else if (kind === 'audio') put(kind, null)
    },
    trackOf: (kind) => tracks.get(kind) ?? null,
    chosen: () => chosen,
    release: () => {
      released.abort()
      for (const track of tracks.values()) track.stop()
      tracks.clear()
    },
  }
}
