/** The LAB's door: who is believed, and what a report does. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { channelId, newId } from '../../contract/ids.ts'
import { labAnswer, labReportBytes } from '../../contract/lab.ts'
import { newLabSecret } from '../../domain/channel/lab-secret.ts'
import { objectOf, seedChannel, statusOf, syncDoor } from '../support/channel.ts'
import type { SeededChannel } from '../support/channel.ts'
import { codeOf, problemOf } from '../support/ingest-door.ts'

const fiveMinutes = 5 * 60_000
const door = syncDoor()
let channel: SeededChannel

beforeEach(async () => {
  channel = await seedChannel()
})
afterEach(() => void vi.useRealTimers())

const applied = async (answer: Response): Promise<boolean> => {
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`expected 200, got ${answer.status}: ${text}`)
  return labAnswer.parse(JSON.parse(text)).applied
}

const heard = async ({ setup }: SeededChannel) => JSON.parse(await objectOf(setup).health(setup)).last_report as { seq: number } | null

describe('[§5] a report', () => {
  test('of the LAB is applied, and the channel is on air', async () => {
    const { lab } = channel
    expect(await applied(await lab.post(door, lab.report()))).toBe(true)
    expect(await applied(await lab.post(door, lab.onward()))).toBe(true)
    expect(await statusOf(syncDoor(), lab.channel)).toMatchObject({ state: 'on_air', source: 'lab', now_playing: { title: 'Night walk' } })
  })

  test('that came before, or is older, is 200 and changes nothing', async () => {
    const { lab } = channel
    const [first, second] = [lab.report(), lab.onward()]
    const id = newId()
    expect(await applied(await lab.post(door, first))).toBe(true)
    expect(await applied(await lab.post(door, second, { id }))).toBe(true)
    const before = await heard(channel)
    expect(await applied(await lab.post(door, second, { id }))).toBe(false)
    expect(await applied(await lab.post(door, first))).toBe(false)
    expect(await applied(await lab.post(door, second))).toBe(false)
    expect(await heard(channel)).toEqual(before)
  })
})

describe('[§5] 401 and no effect:', () => {
  const refused: [string, (of: SeededChannel) => Promise<Response>][] = [
    ['a wrong signature', ({ lab }) => lab.post(door, lab.report(), { secret: newLabSecret() })],
    ['another channel’s secret', async ({ lab }) => lab.post(door, lab.report(), { secret: (await seedChannel()).lab.secret })],
    ['a timestamp five minutes old', ({ lab }) => lab.post(door, lab.report(), { at: new Date(Date.now() - fiveMinutes - 2_000) })],
    ['a timestamp five minutes ahead', ({ lab }) => lab.post(door, lab.report(), { at: new Date(Date.now() + fiveMinutes + 2_000) })],
    [
      'a body that was changed',
      ({ lab }) => {
        const signed = lab.signed(JSON.stringify(lab.report()))
        return door('/v1/lab/status', { ...signed, body: `${signed.body} ` })
      },
    ],
    [
      'no signature',
      ({ lab }) =>
        door('/v1/lab/status', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(lab.report()) }),
    ],
  ]

  test.each(refused)('%s', async (_what, send) => {
    const { lab } = channel
    await lab.post(door, lab.report())
    const before = await heard(channel)
    lab.newest += 1
    const answer = await send(channel)
    expect(answer.headers.get('WWW-Authenticate')).toContain('StandardWebhooks')
    expect(await codeOf(answer)).toBe('invalid_signature')
    expect(await heard(channel)).toEqual(before)
  })
})

describe('[§1] what is no report at all', () => {
  const send = (body: BodyInit, headers: Record<string, string> = { 'Content-Type': 'application/json' }) =>
    door('/v1/lab/status', { method: 'POST', headers, body: body as string })

  test.each([
    ['no JSON', '{"channel_id":', 'invalid_json'],
    ['no object', '[]', 'invalid_signature'],
    ['of no channel', '{}', 'invalid_signature'],
    ['with an app in it', `{"app_id":"${newId()}"}`, 'app_id_forbidden'],
    ['too large', JSON.stringify({ channel_id: 'x'.repeat(labReportBytes) }), 'payload_too_large'],
  ])('%s', async (_what, body, code) => {
    expect(await codeOf(await send(body))).toBe(code)
  })

  test('of another media type', async () => {
    expect(await codeOf(await send('seq=1', { 'Content-Type': 'application/x-www-form-urlencoded' }))).toBe('unsupported_media_type')
  })

  test('an unknown channel is answered in the words of a wrong signature', async () => {
    const { lab } = channel
    const [unknown, wrong] = [
      await lab.post(door, { ...lab.report(), channel_id: channelId.parse(newId()) }),
      await lab.post(door, lab.report(), { secret: newLabSecret() }),
    ]
    const words = async (answer: Response) => ({ ...(await problemOf(answer)), request_id: '' })
    expect(await words(unknown)).toEqual(await words(wrong))
    expect([...unknown.headers.keys()]).toEqual([...wrong.headers.keys()])
  })

  test('[§5] signed and of the wrong shape: 422, and the channel knows of it', async () => {
    const { lab } = channel
    await lab.post(door, lab.report())
    const before = await heard(channel)
    const answer = await door('/v1/lab/status', lab.signed(JSON.stringify({ ...lab.onward(), state: 'fine' })))
    const { code, errors } = await problemOf(answer)
    expect([code, errors?.map(({ path }) => path)]).toEqual(['validation_failed', ['state']])
    expect(await heard(channel)).toEqual(before)
  })
})

describe('[§1] rotation', () => {
  const rotate = (overlapMs: number) => {
    const next = newLabSecret()
    const act = { actor: { kind: 'system', id: null }, request_id: null } as const
    return objectOf(channel.setup)
      .addSecret(channel.setup, next, overlapMs, act)
      .then((secrets) => ({ next, secrets }))
  }

  test('the new secret holds at once, the one before it for the overlap', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const { lab } = channel
    const { next, secrets } = await rotate(60_000)
    expect(secrets.map(({ ends_at }) => ends_at)).toEqual([null, new Date(Date.now() + 60_000).toISOString()])
    expect((await lab.post(door, lab.report(), { secret: next })).status).toBe(200)
    expect((await lab.post(door, lab.report())).status).toBe(200)
    vi.setSystemTime(Date.now() + 60_000)
    expect(await codeOf(await lab.post(door, lab.report()))).toBe('invalid_signature')
    expect((await lab.post(door, lab.report(), { secret: next })).status).toBe(200)
  })

  test('without an overlap it ends at once; a second rotation lets none hold longer', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
    const first = channel.lab.secret
    const { next: second } = await rotate(10_000)
    await rotate(3_600_000)
    vi.setSystemTime(Date.now() + 10_000)
    expect(await codeOf(await channel.lab.post(door, channel.lab.report(), { secret: first }))).toBe('invalid_signature')
    expect((await channel.lab.post(door, channel.lab.report(), { secret: second })).status).toBe(200)
    await rotate(0)
    expect(await codeOf(await channel.lab.post(door, channel.lab.report(), { secret: second }))).toBe('invalid_signature')
  })

  test('a report may carry several signatures: one that holds is enough', async () => {
    const { lab } = channel
    const body = JSON.stringify(lab.report())
    const [wrong, right] = [lab.signed(body, { id: 'one', secret: newLabSecret() }), lab.signed(body, { id: 'one' })]
    const both = `${wrong.headers?.['webhook-signature']} ${right.headers?.['webhook-signature']}`
    expect((await door('/v1/lab/status', { ...right, headers: { ...right.headers, 'webhook-signature': both } })).status).toBe(200)
  })
})

test('[F8] two channels of two apps at once: each hears its own LAB and no other', async () => {
  const channels = await Promise.all(['left', 'right'].map((name) => seedChannel({ name })))
  const posts = channels.flatMap((each) =>
    Array.from({ length: 10 }, () => each.lab.post(door, each.lab.onward({ now_playing: { title: each.setup.name } }))),
  )
  expect((await Promise.all(posts)).map(({ status }) => status)).toEqual(posts.map(() => 200))
  for (const { setup, lab } of channels) {
    const status = await statusOf(syncDoor(), lab.channel)
    expect([status.name, status.now_playing?.title]).toEqual([setup.name, setup.name])
  }
})
