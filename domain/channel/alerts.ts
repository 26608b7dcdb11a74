/**
 * Alerts of a channel: what the LAB reports and what the channel finds out itself. An alert opens when enough of its last observations
 * were bad and closes when it has been good for a while, so that a flickering cause is one alert and not a hundred.
 */
import * as z from 'zod'
import type { LabAlert } from '../../contract/lab.ts'

/** What the channel itself watches. */
export const ownAlertCode = z.enum([
  'lab_silent',
  'playlist_frozen',
  'media_late',
  'no_playable_segment',
  'segment_too_long',
  'uri_reused',
  'clock_skew',
  'low_buffer',
  'report_invalid',
  'flapping',
])
export type OwnAlertCode = z.infer<typeof ownAlertCode>

export const alertRecord = z.object({
  code: z.string(),
  from: z.enum(['lab', 'channel']),
  severity: z.enum(['info', 'warning', 'critical']),
  message: z.string().nullable(),
  /** The last observations, newest last: true is bad. */
  seen: z.array(z.boolean()),
  /** Epoch ms. */
  lastBadAt: z.number(),
  /** Epoch ms; null while it is not open. */
  openedAt: z.number().nullable(),
})
export type AlertRecord = z.infer<typeof alertRecord>

type Rule = { readonly severity: AlertRecord['severity']; readonly bad: number; readonly of: number }

/** `bad` of the last `of` observations open it. */
const rules: Readonly<Record<OwnAlertCode, Rule>> = {
  lab_silent: { severity: 'critical', bad: 1, of: 1 },
  playlist_frozen: { severity: 'critical', bad: 1, of: 1 },
  media_late: { severity: 'warning', bad: 1, of: 1 },
  no_playable_segment: { severity: 'critical', bad: 2, of: 3 },
  segment_too_long: { severity: 'critical', bad: 1, of: 1 },
  uri_reused: { severity: 'critical', bad: 1, of: 1 },
  clock_skew: { severity: 'warning', bad: 3, of: 5 },
  low_buffer: { severity: 'warning', bad: 3, of: 5 },
  report_invalid: { severity: 'warning', bad: 2, of: 5 },
  flapping: { severity: 'warning', bad: 1, of: 1 },
}

const labRule = { bad: 1, of: 1 }

/** All conditions clear for so long, in ms: it closes. */
export const alertClearMs = 30_000

/** Alerts of the LAB that are kept at a time. */
const labAlertsKept = 100

export type AlertChange = { readonly type: 'opened' | 'closed'; readonly at: number; readonly alert: AlertRecord }
export type AlertStep = { readonly alerts: AlertRecord[]; readonly changes: readonly AlertChange[] }

/** One observation of what the channel watches itself. */
export const observeOwn = (alerts: AlertRecord[], code: OwnAlertCode, bad: boolean, at: number): AlertStep => {
  const rule = rules[code]
  return observe(alerts, { code, from: 'channel', severity: rule.severity, message: null }, rule, bad, at)
}

/** What a report says; a code of the LAB that it leaves out is good. */
export const observeLab = (alerts: AlertRecord[], reported: readonly LabAlert[], at: number): AlertStep => {
  const byCode = new Map(reported.slice(0, labAlertsKept).map((alert) => [alert.code, alert]))
  const left = alerts.filter(({ code, from }) => from === 'lab' && !byCode.has(code)).map(({ code }) => code)
  const first: AlertStep = { alerts, changes: [] }
  const worse = [...byCode.values()].reduce((step, { code, severity, message }) => {
    const isFull = step.alerts.filter(({ from }) => from === 'lab').length >= labAlertsKept
    if (isFull && !step.alerts.some((alert) => alert.from === 'lab' && alert.code === code)) return step
    return then(step, observe(step.alerts, { code, from: 'lab', severity, message: message ?? null }, labRule, true, at))
  }, first)
  return left.reduce(
    (step, code) => then(step, observe(step.alerts, { code, from: 'lab', severity: 'info', message: null }, labRule, false, at)),
    worse,
  )
}

const then = (before: AlertStep, after: AlertStep): AlertStep => ({ alerts: after.alerts, changes: [...before.changes, ...after.changes] })

type Subject = Pick<AlertRecord, 'code' | 'from' | 'severity' | 'message'>

const observe = (
  alerts: AlertRecord[],
  subject: Subject,
  { bad: needed, of }: { bad: number; of: number },
  bad: boolean,
  at: number,
): AlertStep => {
  const index = alerts.findIndex(({ code, from }) => code === subject.code && from === subject.from)
  const known = alerts[index]
  if (known === undefined && !bad) return { alerts, changes: [] }
  const seen = [...(known?.seen ?? []), bad].slice(-of)
  const opens = (known?.openedAt ?? null) === null && seen.filter(Boolean).length >= needed
  const next: AlertRecord = {
    ...(known ?? subject),
    ...(bad ? subject : {}),
    seen,
    lastBadAt: bad ? at : (known?.lastBadAt ?? at),
    openedAt: opens ? at : (known?.openedAt ?? null),
  }
  const isForgotten = next.openedAt === null && !seen.includes(true)
  const others = alerts.filter((_, other) => other !== index)
  return {
    alerts: isForgotten ? others : [...others, next],
    changes: opens ? [{ type: 'opened', at, alert: next }] : [],
  }
}

/** When the next open alert has been good for long enough, in epoch ms; null: none is about to close. */
export const nextAlertClose = (alerts: readonly AlertRecord[]): number | null => {
  const due = alerts.filter(isGood).map(({ lastBadAt }) => lastBadAt + alertClearMs)
  return due.length === 0 ? null : Math.min(...due)
}

/** Closes what is due. */
export const closeAlerts = (alerts: AlertRecord[], at: number): AlertStep => {
  const due = alerts.filter((alert) => isGood(alert) && alert.lastBadAt + alertClearMs <= at)
  return { alerts: alerts.filter((alert) => !due.includes(alert)), changes: due.map((alert) => ({ type: 'closed', at, alert })) }
}

const isGood = ({ openedAt, seen }: AlertRecord): boolean => openedAt !== null && seen.at(-1) === false
