/** The report in one press of a page, by whoever is signed in at it. */
import { useState } from 'react'
import type { Account } from '../session/account.ts'
import type { QuickReport } from './quick-report.ts'
import { quickReport } from './quick-report.ts'
import { changeReport, sendReport, withdrawReport } from './safety-api.ts'

/** What it was is asked afterwards: until then it is `other`. */
const overApi = (account: Account): QuickReport =>
  quickReport({
    send: ({ person, session }, attempt) => sendReport(account, { user_id: person, session_id: session, reason: 'other' }, attempt),
    change: (id, change, attempt) => changeReport(account, id, change, attempt),
    takeBack: (id) => withdrawReport(account, id),
  })

export function useQuickReport(account: Account): QuickReport {
  const [quick] = useState(() => overApi(account))
  return quick
}
