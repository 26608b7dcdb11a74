/** A channel and its clock, for tests: reports go in, time passes, facts come out. Times are ms since it began. */
import { channelSettings, type ChannelSettings } from '../../contract/channel.ts'
import type { LabReport } from '../../contract/lab.ts'
import type { ChannelEffect, ChannelInput } from '../../durable-objects/channel/channel-machine.ts'
import { initialState, step } from '../../durable-objects/channel/channel-machine.ts'
import type { ChannelState } from '../../durable-objects/channel/channel-state.ts'
import { labReportAt, type ReportChange } from './lab-reports.ts'

export const channelBegan = 1_760_000_000_000

type Note = Extract<ChannelEffect, { type: 'note' }>

export class ChannelRun {
  state: ChannelState
  readonly notes: Note[] = []

  constructor(settings: Partial<ChannelSettings> = {}) {
    this.state = initialState({ settings: { ...channelSettings.parse({}), ...settings } }, channelBegan)
  }

  take(at: number, input: ChannelInput): boolean {
    const { state, effects, applied } = step(this.state, input, channelBegan + at)
    this.state = state
    this.notes.push(...effects.filter((effect) => effect.type === 'note'))
    return applied
  }

  tick(at: number): this {
    this.take(at, { type: 'tick' })
    return this
  }

  /** One report. */
  report(at: number, change: ReportChange = {}): boolean {
    return this.send(at, labReportAt(channelBegan + at, change))
  }

  send(at: number, report: LabReport, id = `${report.seq}`): boolean {
    return this.take(at, { type: 'report', id, report })
  }

  /** A report every two seconds, ends included. */
  reports(from: number, to: number, change: ReportChange = {}): this {
    for (let at = from; at <= to; at += 2_000) this.report(at, change)
    return this
  }

  /** Oldest first: `s` slate, `L` LAB, `G` gap, `|` a discontinuity before it. */
  get picture(): string {
    return this.state.slots
      .map(({ source, gap, discontinuity }) => `${discontinuity ? '|' : ''}${gap ? 'G' : source === 'lab' ? 'L' : 's'}`)
      .join('')
  }

  get shown(): string {
    return `${this.state.head.shown.state} ${this.state.head.mode.status}`
  }

  /** Of the switches and alerts that were noted. */
  get facts(): string[] {
    return this.notes.map(({ action, reason }) => `${action.slice('channel.'.length)} ${reason}`)
  }

  get uris(): string[] {
    return this.state.slots.flatMap(({ source, media }) => (source === 'lab' ? Object.values(media).map(({ uri }) => uri) : []))
  }
}
