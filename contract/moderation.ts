/**
 * Trust and safety as the API shows it: reports, what moderators do about them, appeals, blocks. The rules are in `domain/moderation`.
 * Times are RFC 3339 UTC with milliseconds.
 */
import * as z from 'zod'
import { storableText } from './events.ts'
import { appealId, messageId, moderationActionId, reportId, roomId, userId } from './ids.ts'
import { restrictionKind } from './policy.ts'

export const reportReason = z.enum([
  'minor_safety',
  'violence',
  'self_harm',
  'sexual_content',
  'hate',
  'harassment',
  'impersonation',
  'spam',
  'other',
])
export type ReportReason = z.infer<typeof reportReason>

/** How soon a moderator should look; follows from the reason. From least to most. */
export const severity = z.enum(['low', 'medium', 'high', 'critical'])
export type Severity = z.infer<typeof severity>

export const reportInput = z.strictObject({
  user_id: userId.describe('Who it is about.'),
  session_id: roomId.optional().describe('Where it happened.'),
  message_id: messageId.optional().describe('The message in question.'),
  reason: reportReason,
  note: storableText(1_000).optional().describe('In own words, for moderators alone.'),
})
export type ReportInput = z.infer<typeof reportInput>

/** What its reporter says of it later. What is left out stays. */
export const reportChange = reportInput.pick({ reason: true, note: true }).partial()
export type ReportChange = z.infer<typeof reportChange>

/** `open` until a moderator acted on it or dismissed it, or its reporter took it back (`withdrawn`): then it counts towards nothing. */
export const reportState = z.enum(['open', 'actioned', 'dismissed', 'withdrawn'])
export type ReportState = z.infer<typeof reportState>

/** A report as its reporter sees it: not what came of it for the other person. */
export const report = z.object({
  id: reportId,
  user_id: userId,
  session_id: roomId.nullable(),
  message_id: messageId.nullable(),
  reason: reportReason,
  created_at: z.string(),
})
export type Report = z.infer<typeof report>

/** The message that was reported, as it was then: deleting it later takes nothing from moderators. */
export const reportEvidence = z.object({ text: z.string(), at: z.string() })
export type ReportEvidence = z.infer<typeof reportEvidence>

/** A report as moderators see it. */
export const reviewedReport = report.extend({
  /** Null: the platform by itself, because of a word of the list. */
  reporter_id: userId.nullable(),
  severity,
  /** Null without a message of that person, or where the reporter can not have read it. */
  evidence: reportEvidence.nullable(),
  note: z.string().nullable(),
  state: reportState,
  /** Open reports about the same person, this one included while it is open. */
  open_about_user: z.int().min(0),
  /** What was done on it. */
  action_id: moderationActionId.nullable(),
})
export type ReviewedReport = z.infer<typeof reviewedReport>

export const reportDecision = z.strictObject({ state: z.enum(['dismissed', 'open']) })

/** `warn` is told and has no duration; the others are restrictions. */
export const actionKind = z.enum(['warn', ...restrictionKind.options])
export type ActionKind = z.infer<typeof actionKind>

export const newActionInput = z.strictObject({
  user_id: userId,
  kind: actionKind,
  session_id: roomId.optional().describe('Of this session alone; a kick always is.'),
  duration_s: z
    .int()
    .min(1)
    .max(31_536_000)
    .nullable()
    .optional()
    .describe('Null: until it is lifted. Without it the default of the kind.'),
  reason: reportReason,
  note: storableText(1_000).optional().describe('For moderators alone.'),
  appeal_note: storableText(1_000).optional().describe('Told to the person: why, and how to appeal.'),
  report_ids: z.array(reportId).max(100).default([]).describe('Open reports that this settles.'),
})
export type NewActionInput = z.infer<typeof newActionInput>

/** Why the platform acted by itself: which rule, on which reports, with which weights. */
export const actionExplanation = z.object({
  rule: z.literal('repeated_reports'),
  within_s: z.int(),
  reporters: z.int(),
  min_reporters: z.int(),
  weight: z.number(),
  min_weight: z.number(),
  reports: z.array(z.object({ id: reportId, reason: reportReason, severity, weight: z.number(), counted: z.boolean() })),
})
export type ActionExplanation = z.infer<typeof actionExplanation>

export const moderationAction = z.object({
  id: moderationActionId,
  user_id: userId,
  kind: actionKind,
  session_id: roomId.nullable(),
  reason: reportReason,
  note: z.string().nullable(),
  appeal_note: z.string().nullable(),
  /** The operator; null for the app's server, and for the platform itself, which then explains itself. */
  by: userId.nullable(),
  created_at: z.string(),
  /** Null: no end, or nothing that ends. */
  expires_at: z.string().nullable(),
  lifted_at: z.string().nullable(),
  lifted_by: userId.nullable(),
  /** Of an automatic one. */
  explanation: actionExplanation.nullable(),
})
export type ModerationAction = z.infer<typeof moderationAction>

/** A warning as its person hears it: `note` in the moderator's words. */
export const warning = z.object({ action_id: moderationActionId, reason: reportReason, note: z.string().nullable() })
export type Warning = z.infer<typeof warning>

/** `upheld`: the action stands. `lifted`: it was taken back. */
export const appealState = z.enum(['open', 'upheld', 'lifted'])
export type AppealState = z.infer<typeof appealState>

/** An action as the person sees whom it is about: neither who acted nor who reported. */
export const ownAction = moderationAction
  .pick({ id: true, kind: true, session_id: true, reason: true, appeal_note: true, created_at: true, expires_at: true, lifted_at: true })
  .extend({ is_automatic: z.boolean(), appeal: z.object({ id: appealId, state: appealState }).nullable() })
export type OwnAction = z.infer<typeof ownAction>

export const appealInput = z.strictObject({ action_id: moderationActionId, text: storableText(2_000) })
export type AppealInput = z.infer<typeof appealInput>

export const appeal = z.object({
  id: appealId,
  action_id: moderationActionId,
  user_id: userId,
  text: z.string(),
  state: appealState,
  created_at: z.string(),
  decided_at: z.string().nullable(),
  /** What the person is told. */
  answer: z.string().nullable(),
})
export type Appeal = z.infer<typeof appeal>

export const reviewedAppeal = appeal.extend({ decided_by: userId.nullable(), action: moderationAction })
export type ReviewedAppeal = z.infer<typeof reviewedAppeal>

export const appealDecision = z.strictObject({
  state: z.enum(['upheld', 'lifted']),
  answer: storableText(2_000).optional().describe('Told to the person.'),
})
export type AppealDecision = z.infer<typeof appealDecision>

/** Seconds between two messages of one person in a session; 0 for none. */
export const slowMode = z.strictObject({ slow_mode_s: z.int().min(0).max(3_600) })
export type SlowMode = z.infer<typeof slowMode>

export const block = z.object({ user_id: userId, created_at: z.string() })
export type Block = z.infer<typeof block>
