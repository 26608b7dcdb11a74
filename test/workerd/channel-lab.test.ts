/** The LAB's door: who is believed, and what a report does. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newId } from '../../contract/ids.ts'
import { labAnswer } from '../../contract/lab.ts'
import { newLabSecret } from '../../domain/channel/lab-secret.ts'
import { objectOf, seedChannel, statusOf, syncDoor } from '../support/channel.ts'
import type { SeededChannel } from '../support/channel.ts'
import { codeOf } from '../support/ingest-door.ts'

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
