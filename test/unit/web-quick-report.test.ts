/** [B10] A report in one press, as the page keeps it: sent once, tried again under the same name, said more of, taken back. */
import { describe, expect, it } from 'vitest'
import type { ReportId, RoomId, UserId } from '../../contract/ids.ts'
import { report as reportShape, reportReason } from '../../contract/moderation.ts'
import type { Report, ReportChange } from '../../contract/moderation.ts'
import { exampleReport } from '../../contract/operations/moderation-examples.ts'
import type { Reported } from '../../web/features/safety/quick-report.ts'
import { quickReport } from '../../web/features/safety/quick-report.ts'
import { reasonOrder } from '../../web/features/safety/reasons.ts'
import { readReport } from '../../web/features/safety/safety-api.ts'
import type { Answer, ApiFailure } from '../../web/features/session/http.ts'

const idOf = (number: number): string => `01939b7e-0000-7000-8000-${String(number).padStart(12, '0')}`
const about = (session: number): Reported => ({ person: idOf(1) as UserId, name: 'Mallory', session: idOf(session) as RoomId })
const made = (number: number): Report => ({ ...reportShape.parse(exampleReport), id: idOf(number) as ReportId, reason: 'other' })

const away: ApiFailure = { kind: 'unreachable' }
const settled: ApiFailure = { kind: 'problem', status: 409, code: 'invalid_transition', detail: null, errors: [], retryAfterMs: null }
const good = (value: Report): Answer<Report> => ({ ok: true, value, receivedAt: 0, serverAt: null })
const bad = (failure: ApiFailure): Answer<Report> => ({ ok: false, failure })

/** A platform that answers when it is told to: each question waits for its answer. */
function platform() {
  const sent: { readonly about: Reported; readonly attempt: string; readonly answer: (answer: Answer<Report>) => void }[] = []
  const changed: { readonly id: ReportId; readonly change: ReportChange; readonly answer: (answer: Answer<Report>) => void }[] = []
  const taken: { readonly id: ReportId; readonly answer: (failure: ApiFailure | null) => void }[] = []
  const quick = quickReport({
    send: (whom, attempt) => new Promise((answer) => void sent.push({ about: whom, attempt, answer })),
    change: (id, change) => new Promise((answer) => void changed.push({ id, change, answer })),
    takeBack: (id) => new Promise((answer) => void taken.push({ id, answer })),
  })
  /** The next task: everything that follows from an answer is done by then. */
  const settle = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve))
  const answer = async (number: number, with_: Answer<Report>): Promise<void> => {
    sent[number]?.answer(with_)
    await settle()
  }
  return { quick, sent, changed, taken, settle, answer, at: () => quick.view()?.stage.at ?? null }
}

describe('[B10] one press', () => {
  it('sends one report, and tells of each step', async () => {
    const { quick, sent, answer, at } = platform()
    const told: unknown[] = []
    quick.subscribe(() => told.push(at()))
    quick.press(about(1))
    await answer(0, good(made(7)))
    expect(told).toEqual(['sending', 'sent'])
    expect(sent).toMatchObject([{ about: about(1) }])
    expect(quick.view()?.stage).toMatchObject({ report: made(7), isSaid: false })
  })

  it('again in the same session shows what there is and sends none; in another it is another', async () => {
    const { quick, sent, answer } = platform()
    quick.press(about(1))
    quick.press(about(1))
    await answer(0, good(made(7)))
    quick.putAside()
    expect(quick.view()?.isShown).toBe(false)
    quick.press(about(1))
    expect([sent.length, quick.view()?.isShown]).toEqual([1, true])
    quick.press(about(2))
    expect(sent.map(({ about: { session } }) => session)).toEqual([idOf(1), idOf(2)])
    expect(sent[0]?.attempt).not.toBe(sent[1]?.attempt)
  })

  it('that failed says so, and is the same attempt when it is tried again', async () => {
    const { quick, sent, answer, at } = platform()
    quick.press(about(1))
    await answer(0, bad(away))
    expect(quick.view()?.stage).toEqual({ at: 'failed', failure: away })
    quick.press(about(1))
    await answer(1, good(made(7)))
    expect([at(), sent.length, new Set(sent.map(({ attempt }) => attempt)).size]).toEqual(['sent', 2, 1])
  })

  it('that fails after it was put aside, or when another is looked at, is shown; one that works is not', async () => {
    const { quick, answer, at } = platform()
    quick.press(about(1))
    quick.press(about(2))
    quick.putAside()
    await answer(0, bad(away))
    expect(quick.view()).toMatchObject({ about: about(1), isShown: true, stage: { at: 'failed' } })
    await answer(1, good(made(8)))
    expect(at()).toBe('failed')
  })
})

describe('[B10] saying more', () => {
  it('is of that report, and known when it is shown again', async () => {
    const { quick, changed, settle, answer } = platform()
    quick.press(about(1))
    await answer(0, good(made(7)))
    const said = quick.sayMore({ reason: 'hate' }, 'k')
    expect(changed).toMatchObject([{ id: made(7).id, change: { reason: 'hate' } }])
    changed[0]?.answer(good({ ...made(7), reason: 'hate' }))
    expect(await said).toBeNull()
    await settle()
    expect(quick.view()?.stage).toMatchObject({ at: 'sent', isSaid: true, report: { reason: 'hate' } })
  })

  it('that fails leaves the report as it was', async () => {
    const { quick, changed, answer } = platform()
    quick.press(about(1))
    await answer(0, good(made(7)))
    const said = quick.sayMore({ reason: 'hate' }, 'k')
    changed[0]?.answer(bad(settled))
    expect(await said).toBe(settled)
    expect(quick.view()?.stage).toMatchObject({ isSaid: false, report: { reason: 'other' } })
  })

  it('that fails after it was put aside is shown', async () => {
    const { quick, changed, answer } = platform()
    quick.press(about(1))
    await answer(0, good(made(7)))
    const said = quick.sayMore({ reason: 'hate' }, 'k')
    quick.putAside()
    changed[0]?.answer(bad(away))
    await said
    expect(quick.view()).toMatchObject({ isShown: true, stage: { at: 'sent', failure: away, isSaid: false } })
  })

  it('is of no other report that came meanwhile', async () => {
    const { quick, changed, answer } = platform()
    quick.press(about(1))
    await answer(0, good(made(7)))
    const said = quick.sayMore({ reason: 'hate' }, 'k')
    quick.press(about(2))
    await answer(1, good(made(8)))
    changed[0]?.answer(good({ ...made(7), reason: 'hate' }))
    await said
    expect(quick.view()?.stage).toMatchObject({ report: { id: made(8).id, reason: 'other' }, isSaid: false })
  })
})

describe('[B10] taking back', () => {
  it('is asked once, and the next press is a new report', async () => {
    const { quick, sent, taken, settle, answer, at } = platform()
    quick.takeBack()
    quick.press(about(1))
    await answer(0, good(made(7)))
    quick.takeBack()
    quick.takeBack()
    expect(taken.map(({ id }) => id)).toEqual([made(7).id])
    taken[0]?.answer(null)
    await settle()
    expect(at()).toBe('taken_back')
    quick.press(about(1))
    expect([at(), sent.length]).toEqual(['sending', 2])
    expect(sent[0]?.attempt).not.toBe(sent[1]?.attempt)
  })

  it('that fails is shown with the report that still is, and can be tried again', async () => {
    const { quick, taken, settle, answer } = platform()
    quick.press(about(1))
    await answer(0, good(made(7)))
    quick.takeBack()
    expect(quick.view()?.stage).toMatchObject({ isLeaving: true })
    quick.putAside()
    taken[0]?.answer(settled)
    await settle()
    expect(quick.view()).toMatchObject({ isShown: true, stage: { at: 'sent', failure: settled, isLeaving: false, report: made(7) } })
    quick.takeBack()
    expect(taken).toHaveLength(2)
  })
})

it('[§6] the page reads what the contract says, and offers every reason there is', () => {
  const answer = reportShape.parse(exampleReport)
  expect(readReport(answer)).toEqual(answer)
  expect(readReport({ ...answer, reason: 'rude' })).toBeNull()
  expect(reasonOrder.toSorted()).toEqual(reportReason.options.toSorted())
})
