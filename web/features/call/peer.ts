/**
 * One RTCPeerConnection: does what the machine says, and tells what came of it. The side that offers first lays out one line for sound and one for
 * picture; the other takes them over. So turning a device on or off later needs no negotiation.
 */
import type { CallCandidate } from '../../../contract/call-signal.ts'
import type { MediaGrant, MediaKind } from '../../../contract/media.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { CallEffect, CallInput } from './call-state.ts'
import { kinds } from './devices.ts'
import { directionOf, encodingOf } from './limits.ts'
import type { Sample } from './quality.ts'
import { sampleOf } from './quality.ts'

type PeerEffect = Extract<CallEffect, { do: 'offer' | 'take_offer' | 'take_answer' | 'add_candidate' | 'restart_ice' }>
type PeerInput = Extract<CallInput, { type: 'talk' | 'connection' | 'broken' }>

export type Peer = {
  readonly perform: (effect: PeerEffect) => void
  /** Null: nothing is sent of that kind. */
  readonly send: (kind: MediaKind, track: MediaStreamTrack | null) => void
  readonly take: (grant: MediaGrant) => void
  readonly sample: () => Promise<Sample>
  readonly close: () => void
}

type PeerOptions = {
  readonly n: number
  readonly offersFirst: boolean
  readonly grant: MediaGrant
  readonly trackOf: (kind: MediaKind) => MediaStreamTrack | null
  /** Of the other one; a track at a time. */
  readonly show: (track: MediaStreamTrack) => void
  readonly tell: (input: PeerInput) => void
}

const iceServersOf = ({ ice_servers }: MediaGrant): RTCIceServer[] =>
  ice_servers.map(({ urls, username, credential }) => ({
    urls: [...urls],
    ...(username !== undefined && { username }),
    ...(credential !== undefined && { credential }),
  }))

const configurationOf = (grant: MediaGrant): RTCConfiguration => ({ iceServers: iceServersOf(grant), bundlePolicy: 'max-bundle' })

export function openPeer({ n, offersFirst, grant: first, trackOf, show, tell }: PeerOptions): Peer {
  const connection = new RTCPeerConnection(configurationOf(first))
  const closed = new AbortController()
  let grant = first
  const on = <T extends keyof RTCPeerConnectionEventMap>(type: T, heard: (event: RTCPeerConnectionEventMap[T]) => void): void =>
    connection.addEventListener(type, heard, { signal: closed.signal })

  on('negotiationneeded', () => tell({ type: 'talk', n, input: { type: 'needed' } }))
  on('icecandidate', ({ candidate }) => {
    if (candidate !== null && candidate.candidate !== '') tell({ type: 'talk', n, input: { type: 'found', candidate: dataOf(candidate) } })
  })
  on('track', ({ track }) => show(track))
  on('connectionstatechange', () => {
    const is = connection.connectionState
    if (is === 'connected' || is === 'disconnected' || is === 'failed') tell({ type: 'connection', n, is })
  })

  const senderOf = (kind: MediaKind): RTCRtpTransceiver | null =>
    connection.getTransceivers().find(({ receiver, currentDirection }) => receiver.track.kind === kind && currentDirection !== 'stopped') ??
    null

  const limitAll = async (): Promise<void> => {
    for (const { sender, receiver } of connection.getTransceivers()) {
      const kind = kinds.find((each) => each === receiver.track.kind)
      const parameters = sender.getParameters()
      if (kind === undefined || parameters.encodings.length === 0) continue
      const bounds = encodingOf(grant, kind, sender.track?.getSettings() ?? {})
      parameters.encodings = parameters.encodings.map((encoding) => ({ ...encoding, ...bounds }))
      await sender.setParameters(parameters)
    }
  }

  /** A browser that refuses a bound goes on with the one before, and hears of it again with the next description. */
  const limit = (): void => void limitAll().catch(() => {})

  const fill = async (): Promise<void> => {
    for (const kind of kinds) {
      const line = senderOf(kind)
      if (line === null) continue
      line.direction = directionOf(grant, kind)
      await line.sender.replaceTrack(grant.may_send.includes(kind) ? trackOf(kind) : null)
    }
  }

  const described = async (): Promise<void> => {
    await connection.setLocalDescription()
    const sdp = connection.localDescription?.sdp
    if (sdp === undefined) throw new Error('a description was set and is not there')
    tell({ type: 'talk', n, input: { type: 'described', sdp } })
  }

  const work = async (effect: PeerEffect): Promise<void> => {
    switch (effect.do) {
      case 'offer':
        return described()
      case 'take_offer':
        await connection.setRemoteDescription({ type: 'offer', sdp: effect.sdp })
        await fill()
        await described()
        return limit()
      case 'take_answer':
        await connection.setRemoteDescription({ type: 'answer', sdp: effect.sdp })
        tell({ type: 'talk', n, input: { type: 'taken' } })
        return limit()
      case 'add_candidate':
        return connection.addIceCandidate(effect.candidate)
      case 'restart_ice':
        return connection.restartIce()
      default:
        return assertNever(effect)
    }
  }

  const swap = async (kind: MediaKind, track: MediaStreamTrack | null): Promise<void> => {
    await senderOf(kind)?.sender.replaceTrack(grant.may_send.includes(kind) ? track : null)
    limit()
  }

  /** Nobody knows what state the connection is in; one that is closed refuses everything. */
  const broken = (): void => {
    if (!closed.signal.aborted) tell({ type: 'broken', n })
  }

  /** A candidate that is refused is one path fewer. */
  const perform = (effect: PeerEffect): void => void work(effect).catch(effect.do === 'add_candidate' ? () => {} : broken)

  if (offersFirst) for (const kind of kinds) connection.addTransceiver(trackOf(kind) ?? kind, { direction: directionOf(grant, kind) })

  return {
    perform,
    send: (kind, track) => void swap(kind, track).catch(broken),
    take: (next) => {
      grant = next
      connection.setConfiguration(configurationOf(next))
      limit()
    },
    sample: async () => sampleOf((await connection.getStats()).values(), Date.now()),
    close: () => {
      closed.abort()
      connection.close()
    },
  }
}

const dataOf = ({ candidate, sdpMid, sdpMLineIndex, usernameFragment }: RTCIceCandidate): CallCandidate => ({
  candidate,
  sdpMid,
  sdpMLineIndex,
  usernameFragment,
})
