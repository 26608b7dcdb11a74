/** Values that the examples of several operations share. */
export const exampleEventId = 'videojs/http-streaming@7f0a3c1:0'
export const exampleTime = '2026-11-20T12:00:00.000Z'

export const exampleEvent = {
  id: exampleEventId,
  type: 'interaction.like',
  actor_id: 'user-17',
  session_id: 'session-4',
  feature: 'lobby',
  occurred_at: exampleTime,
  data: { post: 42 },
}

export const exampleStoredEvent = {
  ...exampleEvent,
  actor_type: null,
  action: null,
  device_id: null,
  received_at: '2026-11-20T12:00:00.120Z',
  skew_ms: null,
  skewed: false,
  bot: false,
  context: {},
}

export const exampleReceipts = {
  accepted: 1,
  duplicates: 0,
  quarantined: 0,
  events: [{ index: 0, id: exampleEventId, status: 'accepted' }],
}

export const exampleQuarantined = {
  id: '01939b7e-4a5e-7c1e-9d53-0f4a6f1c2b3d',
  received_at: exampleTime,
  code: 'validation_failed',
  errors: [{ path: 'type', code: 'invalid_format', message: 'Invalid string' }],
  raw: '{"type":"Not A Type","actor_id":"user-17"}',
  truncated: false,
  resubmitted_at: null,
  event_id: null,
}
