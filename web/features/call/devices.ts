/** Camera and microphone as the browser gives them. What is asked for and what was given is data; tracks stay in here and in the connection. */
import type { MediaKind } from '../../../contract/media.ts'
import type { DeviceTrouble } from './call-state.ts'

export const kinds = ['audio', 'video'] as const satisfies readonly MediaKind[]

/** A device of the person's choice; null: the browser's. */
export type Chosen = Readonly<Record<MediaKind, string | null>>

export type Device = { readonly kind: MediaKind; readonly id: string; readonly name: string }

/** More than any profile allows is asked for nowhere; the sender scales down to what its grant says. */
const wantedOf = (kind: MediaKind, id: string | null): MediaTrackConstraints => ({
  ...(id !== null && { deviceId: { exact: id } }),
  ...(kind === 'video'
    ? { width: { ideal: 1_280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } }
    : { echoCancellation: true, noiseSuppression: true, autoGainControl: true }),
})

/** By the names of W3C Media Capture §10.2. */
export function troubleOf(error: unknown): DeviceTrouble {
  const name = error instanceof DOMException ? error.name : ''
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'in_use'
}

export type Captured = { readonly ok: true; readonly track: MediaStreamTrack } | { readonly ok: false; readonly why: DeviceTrouble }

/** Null: this page may not ask at all (no secure context, or an old browser). */
const devices = (): MediaDevices | null => ('mediaDevices' in navigator ? navigator.mediaDevices : null)

export const hasMedia = (): boolean => devices() !== null && 'RTCPeerConnection' in window

/** One track. A chosen device that is not there any more is replaced by the browser's. */
export async function capture(kind: MediaKind, chosen: string | null): Promise<Captured> {
  const media = devices()
  if (media === null) return { ok: false, why: 'missing' }
  try {
    const stream = await media.getUserMedia({ [kind]: wantedOf(kind, chosen) })
    const [track] = stream.getTracks()
    return track === undefined ? { ok: false, why: 'missing' } : { ok: true, track }
  } catch (error) {
    const why = troubleOf(error)
    return chosen !== null && why === 'missing' ? capture(kind, null) : { ok: false, why }
  }
}

type CapturedAll = { readonly tracks: readonly MediaStreamTrack[]; readonly why: DeviceTrouble | null }

/** Both with one question to the person; when one of them is missing or busy, the other alone. */
export async function captureAll(chosen: Chosen): Promise<CapturedAll> {
  const media = devices()
  if (media === null) return { tracks: [], why: 'missing' }
  try {
    const stream = await media.getUserMedia({ audio: wantedOf('audio', chosen.audio), video: wantedOf('video', chosen.video) })
    return { tracks: stream.getTracks(), why: null }
  } catch (error) {
    const why = troubleOf(error)
    if (why === 'denied') return { tracks: [], why }
    const each = [await capture('audio', chosen.audio), await capture('video', chosen.video)]
    const tracks = each.flatMap((one) => (one.ok ? [one.track] : []))
    return { tracks, why: tracks.length > 0 ? null : why }
  }
}

/** Those one may choose from; names are there once one was used. */
export async function listDevices(): Promise<readonly Device[]> {
  const all = (await devices()?.enumerateDevices()) ?? []
  return all.flatMap(({ kind, deviceId, label }) => {
    const ours = kind === 'audioinput' ? 'audio' : kind === 'videoinput' ? 'video' : null
    return ours === null || deviceId === '' ? [] : [{ kind: ours, id: deviceId, name: label }]
  })
}

/** Calls when one is plugged in or out, until the signal. */
export const onDevices = (until: AbortSignal, changed: () => void): void =>
  devices()?.addEventListener('devicechange', changed, { signal: until })
