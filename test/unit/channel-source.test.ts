/** The channel's source: when the LAB's picture goes, when it is trusted again, what people are told, what is noted. */
import { describe, expect, test } from 'vitest'
import { freshMsOf, nextDecisionAt } from '../../durable-objects/channel/channel-machine.ts'
import { ChannelRun, channelBegan } from '../support/channel-run.ts'
import { labReportAt } from '../support/lab-reports.ts'

describe('the LAB’s picture', () => {
  test('[CH1] before the LAB was heard there is slate, and nothing to decide', () => {
    const run = new ChannelRun()
    expect(run.shown).toBe('unknown slate')
    expect(run.picture).toMatch(/^s+(\|s+)*$/)
    expect(nextDecisionAt(run.state)).toBeNull()
  })

  test('[CH6] is on with the first report that brings segments', () => {
    const run = new ChannelRun()
    run.report(0)
    expect(run.shown).toBe('on_air lab')
    expect(run.tick(1_000).picture).toMatch(/s\|L$/)
    expect(run.facts).toEqual(['switched first_report'])
  })

  test('[CH4] goes after two target durations without a report, and not before', () => {
    const run = new ChannelRun().reports(0, 20_000)
    expect(nextDecisionAt(run.state)).toBe(channelBegan + 24_000)
    expect(run.tick(23_999).shown).toBe('on_air lab')
    expect(run.tick(24_000).shown).toBe('unknown slate')
    expect(run.facts).toEqual(['switched first_report', 'switched lab_silent', 'alert_opened lab_silent'])
    expect(run.notes[1]?.data).toEqual({ from: 'lab', to: 'slate', state: 'unknown', media_sequence: run.state.slots.at(-1)?.msn })
  })

  test('[CH4] goes when reports come and nothing moves', () => {
    const run = new ChannelRun().reports(0, 10_000)
    const first = Math.floor((channelBegan + 10_000) / 2_000)
    run.report(12_000, { first })
    run.report(13_900, { first })
    expect(run.shown).toBe('on_air lab')
    run.report(14_000, { first })
    expect(run.shown).toBe('slate slate')
    expect(run.facts.slice(1)).toEqual(['switched playlist_frozen', 'alert_opened playlist_frozen'])
  })

  test('[CH4] [CH7] goes at once when the LAB says so; what is published stays', () => {
    const run = new ChannelRun().reports(0, 10_000)
    const before = run.state.slots.at(-1)
    run.report(10_500, { state: 'off_air', renditions: [] })
    expect(run.shown).toBe('off_air slate')
    expect(run.state.slots).toContain(before)
    expect(run.facts).toEqual(['switched first_report', 'switched off_air'])
  })

  test('[CH10] goes when it owes too much media, and the slate pays', () => {
    const run = new ChannelRun().reports(0, 10_000)
    // Each segment is a quarter short: the LAB makes 1.5 s in 2 s.
    run.reports(12_000, 40_000, { duration: 1.5 })
    expect(run.facts).toContain('switched media_late')
    expect(run.state.head.edgeAt).toBeGreaterThan(channelBegan + 40_000 - 2_200)
  })

  test.each([
    ['no rendition', { renditions: [] }],
    ['a rendition twice', { names: ['360p', '360p'] }],
    ['segments that are too long', { duration: 2.6 }],
  ])('[CH4] a report with %s is heard and brings nothing', (_name, change) => {
    const run = new ChannelRun().reports(0, 10_000)
    run.reports(12_000, 16_000, change)
    expect(run.shown).toBe('slate slate')
    expect(run.state.head.report?.receivedAt).toBe(channelBegan + 16_000)
  })
})

describe('coming back', () => {
  test('[CH9] after a long outage the first good report is enough', () => {
    const run = new ChannelRun().reports(0, 10_000).tick(80_000)
    run.report(80_000)
    expect(run.shown).toBe('on_air lab')
    expect(run.facts).toContain('switched lab_back')
  })

  test('[CH9] after a short one it takes two, after several in a minute more', () => {
    const run = new ChannelRun().reports(0, 10_000)
    run.report(20_000)
    expect(run.shown).toBe('slate slate')
    run.report(22_000)
    expect(run.shown).toBe('on_air lab')
    run.reports(32_000, 34_000)
    expect(run.shown).toBe('slate slate')
    run.report(36_000)
    expect(run.shown).toBe('on_air lab')
  })

  test('[CH9] a report that brings nothing new proves nothing', () => {
    const run = new ChannelRun().reports(0, 10_000)
    const first = Math.floor((channelBegan + 20_000) / 2_000)
    run.reports(20_000, 23_000, { first })
    run.report(23_500, { first })
    expect(run.shown).toBe('slate slate')
  })

  test('[CH9] news that are far apart are not in a row, though reports come between', () => {
    const run = new ChannelRun().reports(0, 10_000)
    const first = Math.floor((channelBegan + 20_000) / 2_000)
    run.reports(20_000, 24_000, { first })
    run.report(24_500)
    expect(run.shown).toBe('slate slate')
    run.report(26_000)
    expect(run.shown).toBe('on_air lab')
  })

  test('[CH9] reports that are far apart are not in a row', () => {
    const run = new ChannelRun().reports(0, 10_000)
    run.report(20_000)
    run.report(24_500)
    expect(run.shown).toBe('slate slate')
    run.report(26_000)
    expect(run.shown).toBe('on_air lab')
  })
})

describe('what people are told', () => {
  test('[CH5] off air is unknown when the reports stop, and slate when they come without a picture', () => {
    const run = new ChannelRun()
    run.report(0, { state: 'off_air', renditions: [] })
    expect(run.shown).toBe('off_air slate')
    expect(run.tick(3_999).shown).toBe('off_air slate')
    expect(run.tick(4_000).shown).toBe('unknown slate')
    expect(run.facts).toEqual(['alert_opened lab_silent'])
    run.report(6_000, { renditions: [] })
    expect(run.shown).toBe('slate slate')
    expect(run.state.head.shown.since).toBe(channelBegan + 6_000)
  })

  test('[CH5] a degraded picture is on', () => {
    const run = new ChannelRun()
    run.report(0, { state: 'degraded' })
    expect(run.shown).toBe('degraded lab')
  })

  test('[CH25] what is rendered is never kept past the next decision', () => {
    const run = new ChannelRun().reports(0, 10_000)
    expect(freshMsOf(run.tick(11_000).state, channelBegan + 11_000)).toBe(1_000)
    expect(freshMsOf(run.tick(13_700).state, channelBegan + 13_700)).toBe(300)
    expect(freshMsOf(run.tick(14_000).state, channelBegan + 14_000)).toBe(1_000)
  })
})

describe('[CH3] a report has no effect', () => {
  test('when it came before, also under another id, or late', () => {
    const run = new ChannelRun().reports(0, 10_000).tick(11_000)
    const before = run.state
    const old = labReportAt(channelBegan + 6_000)
    expect(run.send(11_100, old)).toBe(false)
    expect(run.send(11_200, old, 'another')).toBe(false)
    expect(run.send(11_300, labReportAt(channelBegan + 10_000), 'another')).toBe(false)
    expect({ ...run.state.head, now: 0 }).toEqual({ ...before.head, now: 0 })
  })

  test('when its id came before', () => {
    const run = new ChannelRun().reports(0, 10_000)
    expect(run.send(12_000, labReportAt(channelBegan + 12_000), `${channelBegan + 10_000}`)).toBe(false)
  })

  test('yesterday’s, after a day of silence, too', () => {
    const run = new ChannelRun().reports(0, 10_000).tick(86_400_000)
    expect(run.send(86_400_000, labReportAt(channelBegan + 10_000))).toBe(false)
    expect(run.shown).toBe('unknown slate')
  })
})
