/** What people and operators are told of a channel, and its alerts. */
import { describe, expect, test } from 'vitest'
import { channelHealth, channelSettings, channelStatus, type ChannelSetup } from '../../contract/channel.ts'
import type { AppId, ChannelId } from '../../contract/ids.ts'
import { healthOf, statusOf } from '../../durable-objects/channel/channel-views.ts'
import { ChannelRun, channelBegan } from '../support/channel-run.ts'
import { labReportAt } from '../support/lab-reports.ts'

const setup: ChannelSetup = {
  app_id: '0193f000-0000-7000-8000-000000000002' as AppId,
  channel_id: '0193f000-0000-7000-8000-000000000001' as ChannelId,
  name: 'Night',
  settings: channelSettings.parse({}),
}
const audience = { viewers: 7, sample: 1 }
const night = { now_playing: { title: 'Night' }, up_next: [{ title: 'Morning' }] }

const statusAt = (run: ChannelRun, at: number): ReturnType<typeof statusOf> =>
  statusOf(setup, run.tick(at).state, audience, channelBegan + at)

describe('[CH26] the status', () => {
  test('before the LAB was heard', () => {
    expect(channelStatus.parse(statusAt(new ChannelRun(), 500))).toEqual({
      id: setup.channel_id,
      name: 'Night',
      state: 'unknown',
      source: 'slate',
      since: new Date(channelBegan).toISOString(),
      now_playing: null,
      up_next: [],
      viewers: 7,
      lab_age_s: null,
      media_sequence: 0,
      presence_sample: 1,
    })
  })

  test('says what is on while it is on, and what comes next while the LAB is heard', () => {
    const run = new ChannelRun()
    run.report(0, night)
    expect(statusAt(run, 1_500)).toMatchObject({ ...night, lab_age_s: 1 })
    run.report(2_000, { ...night, state: 'off_air', renditions: [] })
    expect(statusAt(run, 2_500)).toMatchObject({ state: 'off_air', now_playing: null, up_next: night.up_next })
    expect(statusAt(run, 9_000)).toMatchObject({ state: 'unknown', now_playing: null, up_next: [], lab_age_s: 7 })
  })
})

describe('[CH27] [CH28] alerts', () => {
  test('of the LAB: the same code is the same alert, and closes half a minute after it was last said', () => {
    const run = new ChannelRun()
    const alerts = [{ code: 'audio_silent', severity: 'critical' as const, message: 'no sound' }]
    run.reports(0, 10_000, { alerts })
    run.reports(12_000, 40_000)
    expect(run.facts).toEqual(['switched first_report', 'alert_opened audio_silent', 'alert_closed audio_silent'])
    expect(run.notes[2]?.at).toBe(channelBegan + 40_000)
  })

  test('of the LAB: what it said last stays open while it is silent', () => {
    const run = new ChannelRun()
    run.report(0, { alerts: [{ code: 'audio_silent', severity: 'warning' }] })
    run.tick(600_000)
    expect(
      healthOf(setup, run.state, audience, channelBegan + 600_000)
        .alerts.map(({ code }) => code)
        .toSorted(),
    ).toEqual(['audio_silent', 'lab_silent'])
  })

  test('a clock that is off opens one with the third of five reports, not before', () => {
    const run = new ChannelRun()
    const off = (at: number): string => new Date(channelBegan + at - 11_000).toISOString()
    run.report(0, { sent_at: off(0) })
    run.report(2_000)
    run.report(4_000, { sent_at: off(4_000) })
    expect(run.facts).toEqual(['switched first_report'])
    run.report(6_000, { sent_at: off(6_000) })
    expect(run.facts).toEqual(['switched first_report', 'alert_opened clock_skew'])
  })

  test('reports that can not be read open one with the second of five', () => {
    const run = new ChannelRun().reports(0, 2_000)
    run.take(2_500, { type: 'invalid_report' })
    expect(run.facts).toEqual(['switched first_report'])
    run.report(4_000)
    run.take(4_500, { type: 'invalid_report' })
    expect(run.facts).toEqual(['switched first_report', 'alert_opened report_invalid'])
  })

  test('a LAB that comes and goes is flapping', () => {
    const run = new ChannelRun()
    for (let n = 0; n < 4; n++) run.reports(n * 100_000, n * 100_000 + 6_000).tick(n * 100_000 + 50_000)
    expect(run.facts.filter((fact) => fact === 'alert_opened flapping')).toHaveLength(1)
  })

  test('[CH11] health shows them, the last report and the switches', () => {
    const run = new ChannelRun()
    run.send(0, { ...labReportAt(channelBegan, { buffer_s: 6 }), sent_at: new Date(channelBegan - 40).toISOString() })
    const health = healthOf(setup, run.tick(4_000).state, audience, channelBegan + 4_000)
    expect(channelHealth.omit({ secrets: true }).parse(health)).toEqual(health)
    expect(health.last_report).toMatchObject({ buffer_s: 6, skew_ms: 40 })
    expect(health.switches.map(({ from, to, reason }) => [from, to, reason])).toEqual([
      ['slate', 'lab', 'first_report'],
      ['lab', 'slate', 'lab_silent'],
    ])
    expect(health.alerts).toMatchObject([{ code: 'lab_silent', from: 'channel', severity: 'critical' }])
  })
})
