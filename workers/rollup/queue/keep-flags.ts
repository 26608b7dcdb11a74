/** Flagged words that came through the queue, into the moderators' queue as reports of the platform itself. The same message twice is one report. */
import { decodeFlagMessage } from '../../../contract/flag-message.ts'
import { flagReport } from '../../../domain/moderation/submit-report.ts'
import { isPassing } from '../../../storage/d1-errors.ts'
import { AppReports } from '../../../storage/kernel/reports.ts'
import type { RollupBindings } from '../bindings.ts'
import type { Kept } from './keep-audit.ts'

export const keepFlagMessage = async (env: Pick<RollupBindings, 'KERNEL_DB'>, text: string): Promise<Kept> => {
  const decoded = decodeFlagMessage(text)
  if (!decoded.ok) return { ok: false, error: new Error(decoded.error), passing: false }
  const { app_id, flags } = decoded.value
  const reports = new AppReports(env.KERNEL_DB, app_id)
  try {
    // One after the other: of two in one window the earlier is kept.
    for (const flag of flags) await reports.keep(flagReport(flag), flag.at - flag.window_s * 1_000)
    return { ok: true }
  } catch (error) {
    return { ok: false, error, passing: isPassing(error) }
  }
}
