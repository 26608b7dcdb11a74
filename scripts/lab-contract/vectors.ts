/** What a LAB can check its signing and its reports against, without us: inputs and what the platform makes of them. Always the same. */
import { Webhook } from 'standardwebhooks'
import { labClockToleranceMs } from '../../contract/lab.ts'

/** Test secrets, of no channel. */
const secret = `whsec_${Buffer.from('prost test vector secret number 1').toString('base64')}`
const nextSecret = `whsec_${Buffer.from('prost test vector secret number 2').toString('base64')}`

/** The receiver's clock in every case; whole seconds, as timestamps are. */
const receivedAt = Date.parse('2026-11-21T12:00:00Z')
const toleranceS = labClockToleranceMs / 1_000

const segment = (number: number) => ({
  uri: `r1/720p/${number}.m4s`,
  duration: 2,
  program_date_time: new Date(receivedAt - (3 - number) * 2_000).toISOString(),
})

const rendition = {
  name: '720p',
  bandwidth: 900_000,
  resolution: '1280x720',
  codecs: 'avc1.4D401F,mp4a.40.2',
  target_duration: 2,
  media_sequence: 0,
  segments: [segment(0), segment(1), segment(2)],
  map: 'r1/720p/init.mp4',
}

const report = {
  channel_id: '01936b6e-7c00-7000-8000-00000000c4a1',
  seq: receivedAt,
  sent_at: new Date(receivedAt).toISOString(),
  state: 'on_air',
  now_playing: { title: 'Conversa de Balcão', started_at: '2026-11-21T11:43:00.000Z', ends_at: '2026-11-21T12:05:00.000Z' },
  up_next: [{ title: 'Samba na Laje', starts_at: '2026-11-21T12:05:00.000Z', ends_at: '2026-11-21T12:35:00.000Z' }],
  buffer_s: 6,
  encoder: { name: 'lab', version: '1' },
  renditions: [rendition],
  alerts: [],
}

type Change = {
  readonly name: string
  readonly accepted: boolean
  readonly body?: string
  readonly sentAs?: string
  readonly offsetS?: number
  readonly timestamp?: string
  readonly signature?: (right: string, other: string) => string
}

/** Signed over `body` at `offsetS` from the receiver's clock, sent as `sentAs` with `signature`. */
const changes: readonly Change[] = [
  { name: 'a report', accepted: true },
  {
    name: 'the body is bytes, whatever is in it: not parsed and written anew',
    accepted: true,
    body: '{ "title":"ação — ü 💡",\n\t"n": 1.0 }',
  },
  { name: 'several signatures, one of them right', accepted: true, signature: (right, other) => `${other} ${right}` },
  { name: 'a signature of another version beside the right one', accepted: true, signature: (right) => `v1a,bm90IG91cnM= ${right}` },
  { name: 'as old as it may be', accepted: true, offsetS: -toleranceS },
  { name: 'as far ahead as it may be', accepted: true, offsetS: toleranceS },
  { name: 'a second too old', accepted: false, offsetS: -toleranceS - 1 },
  { name: 'a second too far ahead', accepted: false, offsetS: toleranceS + 1 },
  { name: 'another secret', accepted: false, signature: (_right, other) => other },
  { name: 'the body was changed on the way', accepted: false, sentAs: JSON.stringify({ ...report, state: 'off_air' }) },
  { name: 'the timestamp was changed on the way', accepted: false, timestamp: String(receivedAt / 1_000 - 1) },
  { name: 'milliseconds instead of seconds', accepted: false, timestamp: String(receivedAt) },
  { name: 'a signature without its version', accepted: false, signature: (right) => right.replace('v1,', '') },
  { name: 'an empty signature', accepted: false, signature: () => 'v1,' },
]

const signatureVector = ({ name, accepted, body = JSON.stringify(report), sentAs = body, offsetS = 0, timestamp, signature }: Change) => {
  const id = 'msg_01936b6e7c00'
  const at = new Date(receivedAt + offsetS * 1_000)
  const right = new Webhook(secret).sign(id, at, body)
  const other = new Webhook(nextSecret).sign(id, at, body)
  return {
    name,
    secret,
    received_at: new Date(receivedAt).toISOString(),
    headers: {
      'webhook-id': id,
      'webhook-timestamp': timestamp ?? String(at.getTime() / 1_000),
      'webhook-signature': signature?.(right, other) ?? right,
    },
    body: sentAs,
    accepted,
  }
}

const withRendition = (change: object): object => ({ ...report, renditions: [{ ...rendition, ...change }] })
const withSegment = (change: object): object => withRendition({ segments: [{ ...segment(0), ...change }] })
const without = (key: keyof typeof report): object => Object.fromEntries(Object.entries(report).filter(([name]) => name !== key))

const reportVectors = [
  { name: 'all of it', valid: true, report },
  { name: 'the least', valid: true, report: { channel_id: report.channel_id, seq: 0, sent_at: report.sent_at, state: 'off_air' } },
  { name: 'nothing is on', valid: true, report: { ...report, now_playing: null } },
  { name: 'a newer LAB says more', valid: true, report: { ...report, weather: 'fine' } },
  { name: 'MPEG-TS: no initialization file', valid: true, report: withRendition({ map: undefined }) },
  { name: 'a time with an offset', valid: true, report: { ...report, sent_at: '2026-11-21T09:00:00.000-03:00' } },
  {
    name: 'low latency',
    valid: true,
    report: withRendition({
      open_parts: [{ uri: 'r1/720p/3.0.m4s', duration: 0.5, independent: true }],
      preload_hint: 'r1/720p/3.1.m4s',
    }),
  },
  { name: 'no number', valid: false, report: without('seq') },
  { name: 'a number that is text', valid: false, report: { ...report, seq: '1' } },
  { name: 'a negative number', valid: false, report: { ...report, seq: -1 } },
  { name: 'a state that is none', valid: false, report: { ...report, state: 'live' } },
  { name: 'a time without a zone', valid: false, report: { ...report, sent_at: '2026-11-21T12:00:00' } },
  { name: 'an absolute path', valid: false, report: withSegment({ uri: '/r1/720p/0.m4s' }) },
  { name: 'a path that leads out', valid: false, report: withSegment({ uri: 'r1/../../0.m4s' }) },
  { name: 'an address', valid: false, report: withSegment({ uri: 'https://example.com/0.m4s' }) },
  { name: 'the platform’s own folder', valid: false, report: withSegment({ uri: 'slate/720p/0.m4s' }) },
  { name: 'a segment without a duration', valid: false, report: withSegment({ duration: 0 }) },
  { name: 'a rendition with a name of the platform’s own', valid: false, report: withRendition({ name: 'master' }) },
  { name: 'a code that is a sentence', valid: false, report: { ...report, alerts: [{ code: 'It is broken!' }] } },
]

export const labVectors = (): object => ({
  about: 'Signatures: Standard Webhooks (https://www.standardwebhooks.com). Reports: schema.json. What they mean is in README.md.',
  signatures: changes.map(signatureVector),
  reports: reportVectors,
})
