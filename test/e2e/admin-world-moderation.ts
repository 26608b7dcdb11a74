/** What moderators of the stand-in platform find: reports of every gravity, actions, one of them automatic, an appeal. */
import type { AppealId, MessageId, ModerationActionId, ReportId, RoomId, UserId } from '../../contract/ids.ts'
import type { ModerationAction, ReviewedAppeal, ReviewedReport } from '../../contract/moderation.ts'

const id = (kind: string, number: number): string => `01939b7e-0000-7000-8000-0000000${kind}${String(number).padStart(4, '0')}`
const person = (number: number): UserId => id('b', number) as UserId
const session = id('e', 1) as RoomId
const at = (minute: number): string => `2026-11-21T11:${String(minute).padStart(2, '0')}:00.000Z`

export type ModerationWorld = {
  readonly names: Readonly<Record<string, string>>
  reports: ReviewedReport[]
  actions: ModerationAction[]
  appeals: ReviewedAppeal[]
}

const reportOf = (number: number, more: Partial<ReviewedReport>): ReviewedReport => ({
  id: id('f', number) as ReportId,
  user_id: person(21),
  session_id: session,
  message_id: null,
  reason: 'spam',
  created_at: at(number),
  reporter_id: person(22),
  severity: 'low',
  evidence: null,
  note: null,
  state: 'open',
  open_about_user: 1,
  action_id: null,
  ...more,
})

export const actionOf = (number: number, more: Partial<ModerationAction>): ModerationAction => ({
  id: id('d', number) as ModerationActionId,
  user_id: person(21),
  kind: 'mute',
  session_id: null,
  reason: 'harassment',
  note: null,
  appeal_note: null,
  by: person(1),
  created_at: at(number),
  expires_at: null,
  lifted_at: null,
  lifted_by: null,
  explanation: null,
  ...more,
})

const quarantine = actionOf(2, {
  user_id: person(23),
  kind: 'quarantine',
  by: null,
  expires_at: '2036-11-22T11:02:00.000Z',
  explanation: {
    rule: 'repeated_reports',
    within_s: 86_400,
    reporters: 3,
    min_reporters: 3,
    weight: 6.5,
    min_weight: 6,
    reports: [
      { id: id('f', 7) as ReportId, reason: 'harassment', severity: 'medium', weight: 3, counted: true },
      { id: id('f', 8) as ReportId, reason: 'hate', severity: 'high', weight: 3, counted: true },
      { id: id('f', 9) as ReportId, reason: 'spam', severity: 'low', weight: 0.5, counted: true },
      { id: id('f', 10) as ReportId, reason: 'spam', severity: 'low', weight: 0.5, counted: false },
    ],
  },
})

const ban = actionOf(1, { kind: 'ban', appeal_note: 'You threatened somebody. You can appeal.', note: 'Second time.' })

export const someModeration = (): ModerationWorld => ({
  names: { [person(21)]: 'Mallory', [person(22)]: 'Grace', [person(23)]: 'Trent', [person(1)]: 'Ada Lovelace' },
  reports: [
    reportOf(1, {
      reason: 'violence',
      severity: 'critical',
      message_id: id('c', 1) as MessageId,
      evidence: { text: 'I know where you live, and I am on my way.', at: at(1) },
      note: 'He says it to everybody who skips him.',
      open_about_user: 2,
    }),
    reportOf(2, { reason: 'hate', severity: 'high', user_id: person(23), reporter_id: null, session_id: null }),
    reportOf(3, { open_about_user: 2, note: 'Sends the same link again and again.' }),
  ],
  actions: [quarantine, ban, actionOf(0, { kind: 'warn' })],
  appeals: [
    {
      id: id('a', 1) as AppealId,
      action_id: ban.id,
      user_id: person(21),
      text: 'It was my brother, who used my phone. I apologise to everybody who was there.',
      state: 'open',
      created_at: at(9),
      decided_at: null,
      answer: null,
      decided_by: null,
      action: ban,
    },
  ],
})
