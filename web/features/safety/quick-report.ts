/**
 * A report in one press: sent at once with what the page knows, said more of when there is time for it, and taken back if it was a slip. One of a
 * person in a session: pressing again shows it. A failure is always shown, whatever else is looked at by then. `view()` is a new object at each change.
 */
import type { ReportId, RoomId, UserId } from '../../../contract/ids.ts'
import type { Report, ReportChange } from '../../../contract/moderation.ts'
import type { Answer, ApiFailure } from '../session/http.ts'
import { newAttempt } from '../session/http.ts'

/** Whom, as they were called then, and where. */
export type Reported = { readonly person: UserId; readonly name: string; readonly session: RoomId }

/** `failure` of `sent`: why it was not taken back, or what was said did not arrive. */
export type QuickStage =
  | { readonly at: 'sending' }
  | { readonly at: 'failed'; readonly failure: ApiFailure }
  | {
      readonly at: 'sent'
      readonly report: Report
      /** Moderators have heard more than the press. */
      readonly isSaid: boolean
      readonly isLeaving: boolean
      readonly failure: ApiFailure | null
    }
  | { readonly at: 'taken_back' }

export type QuickView = {
  readonly about: Reported
  /** Names the intent: the same for every try of one report. */
  readonly attempt: string
  /** Put aside it is kept. */
  readonly isShown: boolean
  readonly stage: QuickStage
}

export type ReportCalls = {
  readonly send: (about: Reported, attempt: string) => Promise<Answer<Report>>
  readonly change: (report: ReportId, change: ReportChange, attempt: string) => Promise<Answer<Report>>
  readonly takeBack: (report: ReportId) => Promise<ApiFailure | null>
}

export type QuickReport = {
  /** Null: nobody was reported. */
  readonly view: () => QuickView | null
  readonly subscribe: (listener: () => void) => () => void
  /** Reports, tries again what failed, or shows what there is. */
  readonly press: (about: Reported) => void
  /** Null when moderators have it. */
  readonly sayMore: (change: ReportChange, attempt: string) => Promise<ApiFailure | null>
  readonly takeBack: () => void
  readonly putAside: () => void
}

type Sent = Extract<QuickStage, { at: 'sent' }>

export function quickReport(calls: ReportCalls): QuickReport {
  let view: QuickView | null = null
  const listeners = new Set<() => void>()
  const show = (next: QuickView): void => {
    view = next
    for (const listener of listeners) listener()
  }
  /** What came of a report that may not be the one that is looked at any more. */
  const became = (attempt: string, stage: QuickStage): void => {
    if (view?.attempt === attempt) show({ ...view, stage })
  }

  const send = async (about: Reported, attempt: string): Promise<void> => {
    const sending: QuickView = { about, attempt, isShown: true, stage: { at: 'sending' } }
    show(sending)
    const answer = await calls.send(about, attempt)
    if (answer.ok) became(attempt, { at: 'sent', report: answer.value, isSaid: false, isLeaving: false, failure: null })
    else show({ ...sending, stage: { at: 'failed', failure: answer.failure } })
  }

  const takeBack = async (shown: QuickView, sent: Sent): Promise<void> => {
    became(shown.attempt, { ...sent, isLeaving: true, failure: null })
    const failure = await calls.takeBack(sent.report.id)
    if (failure === null) became(shown.attempt, { at: 'taken_back' })
    else show({ ...shown, stage: { ...sent, failure } })
  }

  return {
    view: () => view,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    press: (about) => {
      const known = view !== null && isSame(view.about, about) ? view : null
      if (known === null || known.stage.at === 'taken_back') void send(about, newAttempt())
      else if (known.stage.at === 'failed') void send(about, known.attempt)
      else show({ ...known, isShown: true })
    },
    sayMore: async (change, attempt) => {
      const shown = view
      const stage = shown?.stage
      if (shown === null || stage?.at !== 'sent') return null
      const answer = await calls.change(stage.report.id, change, attempt)
      if (answer.ok) {
        if (view?.stage.at === 'sent') became(shown.attempt, { ...view.stage, report: answer.value, isSaid: true })
        return null
      }
      // The form that would show it is gone.
      if (view?.attempt !== shown.attempt || !view.isShown) show({ ...shown, stage: { ...stage, failure: answer.failure } })
      return answer.failure
    },
    takeBack: () => {
      if (view?.stage.at === 'sent' && !view.stage.isLeaving) void takeBack(view, view.stage)
    },
    putAside: () => {
      if (view !== null) show({ ...view, isShown: false })
    },
  }
}

const isSame = (one: Reported, other: Reported): boolean => one.person === other.person && one.session === other.session
