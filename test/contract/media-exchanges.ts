/**
 * Exchanges with outside services as their own descriptions have them: Cloudflare's OpenAPI document of the Realtime API and its page on
 * TURN credentials, LiveKit's room service over Twirp. Played back to the adapters, which record what they asked.
 */
export type Recorded = { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> }

const json = (status: number, body: unknown): Recorded => ({ status, body, headers: { 'Content-Type': 'application/json' } })

export const turnServers = json(201, {
  iceServers: [
    { urls: ['stun:stun.cloudflare.com:3478', 'stun:stun.cloudflare.com:53'] },
    {
      urls: [
        'turn:turn.cloudflare.com:3478?transport=udp',
        'turn:turn.cloudflare.com:53?transport=udp',
        'turn:turn.cloudflare.com:3478?transport=tcp',
        'turns:turn.cloudflare.com:5349?transport=tcp',
        'turns:turn.cloudflare.com:443?transport=tcp',
      ],
      username: 'bc91b63e2b5d759f8eb9f3b58062439e',
      credential: 'ebd71f1d3edbc2b0edae3cd5a6d82284',
    },
  ],
})

export const newSession = json(201, { sessionId: 'e017a2629c754fedc1f7d8587e06d126' })

export const published = json(200, {
  requiresImmediateRenegotiation: false,
  tracks: [
    { trackName: 'audio', mid: '0' },
    { trackName: 'video', mid: '1' },
  ],
  sessionDescription: { type: 'answer', sdp: 'v=0 answer' },
})

export const subscribed = json(200, {
  requiresImmediateRenegotiation: true,
  tracks: [
    { sessionId: '2a45361d5fd7cc14eface0587c276c94', trackName: 'video', mid: '7' },
    {
      sessionId: '2a45361d5fd7cc14eface0587c276c94',
      trackName: 'audio',
      errorCode: 'not_found_track_error',
      errorDescription: 'Track not found',
    },
  ],
  sessionDescription: { type: 'offer', sdp: 'v=0 offer' },
})

export const renegotiated = json(200, {})

export const closedTracks = json(200, {
  requiresImmediateRenegotiation: false,
  tracks: [{ mid: '0' }, { mid: '1', errorCode: 'close_track_error', errorDescription: 'Track doesn’t exist or was already closed' }],
})

export const closedInPart = json(200, {
  tracks: [{ mid: '0' }, { mid: '1', errorCode: 'internal_error', errorDescription: 'Backend error' }],
})

export const sessionState = json(200, {
  tracks: [
    { location: 'local', mid: '0', trackName: 'audio', status: 'active' },
    { location: 'remote', mid: '1', sessionId: '2a45361d5fd7cc14eface0587c276c94', trackName: 'video', status: 'active' },
  ],
  dataChannels: [],
})

export const emptySession = json(200, { tracks: [] })
export const noSession = json(404, { errorCode: 'session_not_found', errorDescription: 'Session not found' })
export const noParticipant = json(404, { code: 'not_found', msg: 'participant does not exist' })
export const failedInWords = json(200, { errorCode: 'invalid_session_description', errorDescription: 'Invalid SDP' })
export const failedOddly = json(200, { errorCode: 'Something, in words!' })
export const serverError: Recorded = { status: 500 }
export const nothing: Recorded = { status: 204 }
export const emptyObject = json(200, {})
export const unauthorized = json(401, { errorCode: 'unauthorized' })
export const overloaded: Recorded = { status: 429, headers: { 'Retry-After': '7' } }
export const broken: Recorded = { status: 502, body: '<html>Bad gateway</html>', headers: { 'Content-Type': 'text/html' } }
export const another = json(200, { sessionId: 17, iceServers: 'none' })
export const notJson: Recorded = { status: 200, body: 'OK' }
export const huge: Recorded = { status: 200, body: 'x'.repeat(600_000) }

export type Asked = {
  readonly method: string
  readonly url: string
  readonly token: string | null
  readonly body: unknown
  /** Whether it said that its body is JSON. */
  readonly json: boolean
}

/** What answers each address; the first that is part of it counts. Anything else is 500. */
export type Script = Readonly<Record<string, Recorded>>

export const playing = (script: Script): { fetch: (url: string, init: RequestInit) => Promise<Response>; asked: Asked[] } => {
  const asked: Asked[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const request = new Request(url, init)
    const text = await request.text()
    const token = request.headers.get('Authorization')
    asked.push({
      method: request.method,
      url,
      token,
      body: text === '' ? null : JSON.parse(text),
      json: request.headers.get('Content-Type') === 'application/json',
    })
    const { status, body, headers = {} } = Object.entries(script).find(([part]) => url.includes(part))?.[1] ?? { status: 500 }
    const sent = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body)
    return new Response(sent, { status, headers })
  }
  return { fetch, asked }
}
