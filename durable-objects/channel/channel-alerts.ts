/** The alerts of a channel in a step: observations go in, what opens and closes is noted. */
import type { LabReport } from '../../contract/lab.ts'
import { closeAlerts, observeLab, observeOwn, type AlertStep, type OwnAlertCode } from '../../domain/channel/alerts.ts'
import type { Run } from './channel-timeline.ts'

export const observe = (run: Run, code: OwnAlertCode, bad: boolean): void => keep(run, observeOwn(run.head.alerts, code, bad, run.head.now))

export const observeReported = (run: Run, report: LabReport): void => keep(run, observeLab(run.head.alerts, report.alerts, run.head.now))

export const closeDueAlerts = (run: Run): void => keep(run, closeAlerts(run.head.alerts, run.head.now))

/** [CH28] Opening and closing are facts. */
const keep = (run: Run, { alerts, changes }: AlertStep): void => {
  run.head.alerts = alerts
  for (const { type, at, alert } of changes) {
    run.effects.push({
      type: 'note',
      at,
      action: type === 'opened' ? 'channel.alert_opened' : 'channel.alert_closed',
      reason: alert.code,
      data: { from: alert.from, severity: alert.severity, message: alert.message },
    })
  }
}
