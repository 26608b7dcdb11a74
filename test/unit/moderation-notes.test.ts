/** [K10] Every act of moderation is a note of the audit chain, and an automatic one explains itself in it. */
import { expect, test } from 'vitest'
import { auditNote } from '../../contract/audit.ts'
import { appealId, moderationActionId, newId, reportId, userId } from '../../contract/ids.ts'
import { actionKind, newActionInput } from '../../contract/moderation.ts'
import { newAction } from '../../domain/moderation/action-rules.ts'
import type { ActionRecord } from '../../domain/moderation/action-rules.ts'
import { actionNote, appealNote, liftNote, quarantineNote, reportNote } from '../../domain/moderation/notes.ts'

const now = 1_795_000_000_000
const [subject, operator] = [newId(), newId()]
const act = { actor: { kind: 'operator', id: operator }, requestId: 'r-1', now } as const

const made = (kind: string): ActionRecord => {
  const input = { user_id: subject, kind, reason: 'hate', note: 'for us alone', ...(kind === 'kick' ? { session_id: newId() } : {}) }
  const action = newAction(newActionInput.parse(input), { id: moderationActionId.parse(newId()), by: userId.parse(operator), now })
  if (!action.ok) throw new Error(action.error.detail)
  return action.value
}

test.each(actionKind.options)('[K10] %s is noted: who, whom, why, until when; not what moderators wrote for themselves', (kind) => {
  const action = made(kind)
  const note = actionNote(action, act)
  expect(auditNote.parse(note)).toEqual(note)
  expect(note).toMatchObject({
    actor: act.actor,
    object: { kind: 'user', id: subject },
    outcome: 'done',
    reason: 'hate',
    request_id: 'r-1',
  })
  expect(note.data).toMatchObject({ action_id: action.id, reason: 'hate' })
  expect(JSON.stringify(note)).not.toContain('for us alone')
})

test('[K10] each kind has a word of its own', () => {
  expect(actionKind.options.map((kind) => actionNote(made(kind), act).action)).toEqual([
    'person.warned',
    'person.muted',
    'person.kicked',
    'person.banned',
    'person.quarantined',
  ])
})

test('[K10] what the platform decides by itself says so, and on what', () => {
  const report = { id: reportId.parse(newId()), reason: 'hate', severity: 'high', weight: 3, counted: true } as const
  const explanation = {
    rule: 'repeated_reports',
    within_s: 86_400,
    reporters: 3,
    min_reporters: 3,
    weight: 9,
    min_weight: 6,
    reports: [report],
  } as const
  const note = quarantineNote({ ...made('quarantine'), by: null, explanation: { ...explanation, reports: [report] } })
  expect(auditNote.parse(note)).toEqual(note)
  expect(note).toMatchObject({
    actor: { kind: 'system', id: null },
    action: 'person.quarantined',
    outcome: 'decided',
    reason: 'repeated_reports',
    at: now,
  })
  expect(note.data).toMatchObject({ explanation: { reporters: 3, weight: 9 }, expires_at: '2026-11-19T11:06:40.000Z' })
})

test('[K10] lifting, dismissing, opening again, and appeals', () => {
  const notes = [
    liftNote(made('ban'), act),
    reportNote(reportId.parse(newId()), 'dismissed', act),
    reportNote(reportId.parse(newId()), 'open', act),
    ...(['opened', 'upheld', 'lifted'] as const).map((state) => appealNote(appealId.parse(newId()), state, act)),
  ]
  for (const note of notes) expect(auditNote.parse(note)).toEqual(note)
  expect(notes.map(({ action }) => action)).toEqual([
    'moderation_action.lifted',
    'report.dismissed',
    'report.reopened',
    'appeal.opened',
    'appeal.upheld',
    'appeal.lifted',
  ])
})
