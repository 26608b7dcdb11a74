/**
 * How a channel moves: what the LAB reports and how time passes become a timeline, a source and facts. Rules [CH…] are in `../SPEC.md`.
 * No clock, randomness or I/O. Moving to a moment is deterministic and idempotent: whoever is asked later shows what was shown before, and
 * more. So a reader's step need not be stored unless it has notes; a report's must be before it is answered.
 */
import type { ChannelSettings, ChannelSetup } from '../../contract/channel.ts'
import type { LabReport } from '../../contract/lab.ts'
import { nextAlertClose } from '../../domain/channel/alerts.ts'
import { assertNever } from '../runtime/assert-never.ts'
import { closeDueAlerts, observe } from './channel-alerts.ts'
import { takeReport } from './channel-report.ts'
import { nextLoss, publishableAt, silentAt, targetDurationOf, targetMs } from './channel-rules.ts'
import { show, toSlate } from './channel-source.ts'
import type { ChannelHead, ChannelState } from './channel-state.ts'
import { appendSlate, fillWithSlate, firstState } from './channel-slate.ts'
import { moveWindow, publishNext, runOf, shownOpen, type Run } from './channel-timeline.ts'

export type ChannelInput =
  /** A report whose signature and shape held. `id` is its `webhook-id`. */
  | { readonly type: 'report'; readonly id: string; readonly report: LabReport }
  /** A report whose signature held and whose shape did not. */
  | { readonly type: 'invalid_report' }
  /** What the doors know of the channel; no effect when it is known. Step it before each call's own input. */
  | { readonly type: 'settings'; readonly settings: ChannelSettings }
  /** Time has passed: before every read, and at the alarm. */
  | { readonly type: 'tick' }

export type ChannelEffect =
  /** A fact for the audit chain: actor system, outcome decided. Put it into the outbox with the state, in one transaction. */
  | {
      readonly type: 'note'
      readonly at: number
      readonly action: 'channel.switched' | 'channel.alert_opened' | 'channel.alert_closed'
      readonly reason: string
      readonly data: Readonly<Record<string, string | number | null>>
    }
  /** Status or a playlist is not what it was: wake who waits, write public objects. */
  | { readonly type: 'changed' }

export type ChannelStep = {
  readonly state: ChannelState
  readonly effects: readonly ChannelEffect[]
  /** False for a report that came before, or was overtaken. */
  readonly applied: boolean
}

export const initialState = ({ settings }: Pick<ChannelSetup, 'settings'>, now: number): ChannelState => firstState(settings, now)

export const step = (state: ChannelState, input: ChannelInput, now: number): ChannelStep => {
  if (input.type === 'settings' && isSame(state.head.settings, input.settings)) return { state, effects: [], applied: false }
  const run = runOf(state)
  advance(run, now)
  const applied = take(run, input)
  advance(run, now)
  moveWindow(run)
  const isChanged = hasChanged(state, run)
  if (!isChanged && input.type === 'tick' && run.effects.length === 0) {
    return { state: { head: run.head, slots: state.slots }, effects: [], applied }
  }
  return { state: { head: run.head, slots: run.slots }, effects: isChanged ? [...run.effects, { type: 'changed' }] : run.effects, applied }
}

const isSame = (a: ChannelSettings, b: ChannelSettings): boolean => JSON.stringify(a) === JSON.stringify(b)

const hasChanged = (before: ChannelState, { head, slots }: Run): boolean =>
  before.slots.at(-1)?.msn !== slots.at(-1)?.msn ||
  before.head.shown !== head.shown ||
  before.head.report !== head.report ||
  before.head.renditions !== head.renditions ||
  before.head.settings !== head.settings ||
  shownOpen(before.head, before.slots) !== shownOpen(head, slots)

const take = (run: Run, input: ChannelInput): boolean => {
  switch (input.type) {
    case 'report':
      return takeReport(run, input.id, input.report)
    case 'invalid_report':
      observe(run, 'report_invalid', true)
      return false
    case 'settings':
      takeSettings(run, input.settings)
      return false
    case 'tick':
      return false
    default:
      return assertNever(input)
  }
}

/** [CH23] Another target duration begins the window anew; other settings hold from now on. */
const takeSettings = (run: Run, settings: ChannelSettings): void => {
  const { head } = run
  const before = head.targetDuration
  head.settings = settings
  head.targetDuration = targetDurationOf(settings, before)
  head.adopted ||= settings.target_duration_s !== null
  if (head.targetDuration === before) return
  fillWithSlate(run, head.now)
  head.pending = head.pending.filter(({ duration }) => Math.round(duration) <= head.targetDuration)
}

type Event = { readonly at: number; readonly apply: (run: Run, until: number) => void }

/** [CH2] Everything that became due since, each at its own moment and in order. Time never falls. */
const advance = (run: Run, now: number): void => {
  const until = Math.max(now, run.head.now)
  for (let event = nextEvent(run.head); event.at <= until; event = nextEvent(run.head)) {
    run.head.now = Math.max(run.head.now, event.at)
    event.apply(run, until)
  }
  run.head.now = until
}

const never = Number.POSITIVE_INFINITY

const nextEvent = (head: ChannelHead): Event => {
  const media = nextMedia(head)
  const decision = nextDecision(head)
  return decision.at < media.at ? decision : media
}

const nextMedia = (head: ChannelHead): Event => {
  switch (head.mode.status) {
    case 'lab': {
      const [segment] = head.pending
      return segment === undefined
        ? { at: never, apply: noop }
        : { at: publishableAt(head, segment), apply: (run) => publishNext(run, run.head.now) }
    }
    case 'slate':
      return { at: Math.max(head.now, head.edgeAt), apply: (run, until) => appendSlate(run, Math.min(until, nextDecision(run.head).at)) }
    default:
      return assertNever(head.mode)
  }
}

const noop = (): void => undefined

const nextDecision = (head: ChannelHead): Event => {
  const close: Event = { at: nextAlertClose(head.alerts) ?? never, apply: (run) => closeDueAlerts(run) }
  const source = nextOfSource(head)
  return close.at < source.at ? close : source
}

const nextOfSource = (head: ChannelHead): Event => {
  switch (head.mode.status) {
    case 'lab': {
      const loss = nextLoss(head)
      return { at: loss.at, apply: (run) => toSlate(run, loss.reason) }
    }
    case 'slate': {
      const at = head.shown.state === 'unknown' ? null : silentAt(head)
      return { at: at ?? never, apply: fellSilent }
    }
    default:
      return assertNever(head.mode)
  }
}

/** [CH8] On the slate already when the reports stop. */
const fellSilent = (run: Run): void => {
  run.head.mode = { status: 'slate', advancing: 0 }
  observe(run, 'lab_silent', true)
  show(run)
}

/** When something has to be decided, asked or not (arm the alarm at it), in epoch ms; null: nothing before the next report. */
export const nextDecisionAt = ({ head }: ChannelState): number | null => {
  const { at } = nextDecision(head)
  return at === never ? null : at
}

/** When status or playlists change by themselves: decisions, and the next slot. For public objects and those who wait. */
export const nextChangeAt = ({ head }: ChannelState): number => nextEvent(head).at

/** [CH25] How long what is rendered at `now` may be kept, in ms: half a target duration, and never past the next decision. */
export const freshMsOf = (state: ChannelState, now: number): number =>
  Math.max(0, Math.min(targetMs(state.head, 0.5), (nextDecisionAt(state) ?? never) - now))
