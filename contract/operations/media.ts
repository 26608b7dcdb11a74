/** Media of sessions: what a client needs, and its negotiation with a forwarding unit. */
import { mediaErrorInput, mediaErrorReport, mediaGrant, mediaNegotiation, mediaNegotiationInput, mediaTokenInput } from '../media.ts'
import { idempotencyHeader, json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { bodyErrors, writeErrors } from './write-errors.ts'

const exampleSessionId = '01939b7e-0000-7000-8000-00000000e001'

const exampleGrant = {
  provider: 'p2p',
  session_id: exampleSessionId,
  profile: 'private_call',
  may_send: ['audio', 'video'],
  may_receive: true,
  video: { width: 1_280, height: 720, frame_rate: 30, max_bitrate_bps: 1_500_000 },
  audio_max_bitrate_bps: 48_000,
  ice_servers: [
    { urls: ['stun:stun.cloudflare.com:3478'] },
    {
      urls: ['turn:turn.cloudflare.com:3478?transport=udp', 'turns:turn.cloudflare.com:443?transport=tcp'],
      username: 'bc91b63e2b5d759f',
      credential: 'ebd71f1d3edbc2b0',
    },
  ],
  relay: 'available',
  expires_at: '2026-11-20T13:00:00.000Z',
}

const refusals = [
  'not_found',
  'policy_denied',
  'banned',
  'quarantined',
  'consent_required',
  'not_a_member',
  'not_available',
  'session_ended',
  'invalid_transition',
  'rate_limited',
  'temporarily_unavailable',
] as const

export const createMediaToken = {
  operationId: 'createMediaToken',
  method: 'post',
  path: '/v1/media/token',
  summary: 'What a client needs to send and receive media in a session',
  description:
    'Asked again at every (re)connection. In a private call it is given to its two people while their consent stands, and to nobody else. ' +
    '`relay` says whether there is one for those who can not reach each other.',
  tag: 'Media',
  access: { by: 'user' },
  door: 'realtime',
  body: { required: true, content: json(mediaTokenInput, { session_id: exampleSessionId }) },
  answers: { 201: { description: 'The grant, for the provider that this deployment uses.', content: json(mediaGrant, exampleGrant) } },
  errors: [...bodyErrors, ...refusals],
} as const satisfies Operation

export const negotiateMedia = {
  operationId: 'negotiateMedia',
  method: 'post',
  path: '/v1/media/negotiate',
  summary: 'One step of a negotiation with the forwarding unit',
  description:
    'For grants of `cloudflare-realtime` alone: peers negotiate in the room, clients of LiveKit with its server. Whose tracks are wanted is ' +
    'said by person, and only members of the same session can be named. An answer with an `offer` asks for the step `answer`.',
  tag: 'Media',
  access: { by: 'user' },
  door: 'realtime',
  body: {
    required: true,
    content: json(mediaNegotiationInput, {
      session_id: exampleSessionId,
      negotiation: { step: 'publish', offer: 'v=0\r\n…', tracks: [{ mid: '0', kind: 'audio' }] },
    }),
  },
  answers: {
    200: {
      description: 'What to set as the remote description, and what came of each track.',
      content: json(mediaNegotiation, {
        description: { type: 'answer', sdp: 'v=0\r\n…' },
        tracks: [{ mid: '0', user_id: '01939b7e-0000-7000-8000-00000000b001', kind: 'audio', error: null }],
      }),
    },
  },
  errors: [...bodyErrors, ...refusals],
} as const satisfies Operation

export const reportMediaError = {
  operationId: 'reportMediaError',
  method: 'post',
  path: '/v1/media/errors',
  summary: 'Say that media failed at a client',
  description:
    'Becomes a `media_error` fact of the app, also after the session has ended. For people of the session; limited as tokens are.',
  tag: 'Media',
  access: { by: 'user' },
  door: 'realtime',
  headers: idempotencyHeader,
  body: { required: true, content: json(mediaErrorInput, { session_id: exampleSessionId, code: 'ice_failed', reason: 'disconnected' }) },
  answers: {
    201: {
      description: 'The fact.',
      content: json(mediaErrorReport, {
        id: '01939b7e-0000-7000-8000-00000000a0e1',
        session_id: exampleSessionId,
        code: 'ice_failed',
        reason: 'disconnected',
      }),
    },
  },
  errors: [...writeErrors, 'not_found', 'policy_denied', 'banned', 'quarantined', 'rate_limited'],
} as const satisfies Operation

export const mediaOperations: readonly Operation[] = [createMediaToken, negotiateMedia, reportMediaError]
