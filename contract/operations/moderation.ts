/** What moderators of an app do, by its server or (under `/v1/apps/{app_id}`) as operators: the queue, actions, appeals. */
import * as z from 'zod'
import { appealId, appId, moderationActionId, reportId, userId } from '../ids.ts'
import {
  appealDecision,
  appealState,
  moderationAction,
  newActionInput,
  reportDecision,
  reportState,
  reviewedAppeal,
  reviewedReport,
} from '../moderation.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { appPolicies, defaultPolicies } from '../policy.ts'
import { administrators } from '../roles.ts'
import type { Role } from '../roles.ts'
import { exampleAppId } from './apps.ts'
import {
  exampleAction,
  exampleActionId,
  exampleAppealId,
  examplePersonId,
  exampleReportId,
  exampleReviewedAppeal,
  exampleReviewedReport,
} from './moderation-examples.ts'
import { writeErrors } from './write-errors.ts'

const moderators: readonly Role[] = ['owner', 'admin', 'moderator']
const access = { by: 'secret_key', scope: 'realtime', roles: moderators } as const
const common = { tag: 'Moderation', access, door: 'gateway' } as const

export const listReports = {
  ...common,
  operationId: 'listReports',
  method: 'get',
  path: '/v1/moderation/reports',
  summary: 'The queue: the gravest first, and of the same gravity the oldest',
  query: z.object({ state: reportState.default('open').meta({ description: 'Which of them.' }), ...pageQuery }),
  answers: { 200: { description: 'A page.', content: json(pageOf(reviewedReport), { data: [exampleReviewedReport], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const decideReport = {
  ...common,
  operationId: 'decideReport',
  method: 'patch',
  path: '/v1/moderation/reports/{id}',
  summary: 'Dismiss a report, or open it again',
  description: 'One that an action has settled, or that its reporter took back, stays as it is: 409 `invalid_transition`.',
  params: z.object({ id: reportId }),
  headers: idempotencyHeader,
  body: { required: true, content: json(reportDecision, { state: 'dismissed' }) },
  answers: { 200: { description: 'The report.', content: json(reviewedReport, { ...exampleReviewedReport, state: 'dismissed' }) } },
  errors: [...writeErrors, 'not_found', 'invalid_transition'],
  example: { params: { id: exampleReportId } },
} as const satisfies Operation

export const takeModerationAction = {
  ...common,
  operationId: 'takeModerationAction',
  method: 'post',
  path: '/v1/moderation/actions',
  summary: 'Warn, mute, kick, ban or quarantine somebody',
  description:
    'Takes effect in every room the person is in within seconds, and ends by itself. Without `duration_s` a mute or a kick is for an hour, a ' +
    'quarantine for a day, a ban until it is lifted. The open reports that are named are settled by it.',
  headers: idempotencyHeader,
  body: {
    required: true,
    content: json(newActionInput, {
      user_id: examplePersonId,
      kind: 'mute',
      duration_s: 3_600,
      reason: 'harassment',
      appeal_note: 'Be kind. You can appeal.',
      report_ids: [exampleReportId],
    }),
  },
  answers: { 201: { description: 'The action.', content: json(moderationAction, exampleAction) } },
  errors: [...writeErrors, 'not_found'],
} as const satisfies Operation

export const listModerationActions = {
  ...common,
  operationId: 'listModerationActions',
  method: 'get',
  path: '/v1/moderation/actions',
  summary: 'What was done, latest first',
  description: 'Automatic ones too, each with its explanation.',
  query: z.object({ user_id: userId.optional().meta({ description: 'Only about this person.' }), ...pageQuery }),
  answers: { 200: { description: 'A page.', content: json(pageOf(moderationAction), { data: [exampleAction], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const liftModerationAction = {
  ...common,
  operationId: 'liftModerationAction',
  method: 'post',
  path: '/v1/moderation/actions/{id}/lift',
  summary: 'End an action before its time',
  description: 'Lifting it again changes nothing. It stays in the list, with who lifted it.',
  params: z.object({ id: moderationActionId }),
  headers: idempotencyHeader,
  answers: {
    200: {
      description: 'The action, lifted.',
      content: json(moderationAction, { ...exampleAction, lifted_at: '2026-11-20T12:30:00.000Z', lifted_by: exampleAction.by }),
    },
  },
  errors: [...writeErrors, 'not_found'],
  example: { params: { id: exampleActionId } },
} as const satisfies Operation

export const listAppeals = {
  ...common,
  operationId: 'listAppeals',
  method: 'get',
  path: '/v1/moderation/appeals',
  summary: 'Appeals with the actions they are against, latest first',
  query: z.object({ state: appealState.default('open').meta({ description: 'Which of them.' }), ...pageQuery }),
  answers: { 200: { description: 'A page.', content: json(pageOf(reviewedAppeal), { data: [exampleReviewedAppeal], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const decideAppeal = {
  ...common,
  operationId: 'decideAppeal',
  method: 'post',
  path: '/v1/moderation/appeals/{id}/decide',
  summary: 'Decide on an appeal, once',
  description: 'With `lifted` the action ends at once. Who took the action does not decide, unless they own the app.',
  params: z.object({ id: appealId }),
  headers: idempotencyHeader,
  body: { required: true, content: json(appealDecision, { state: 'lifted', answer: 'You were right.' }) },
  answers: {
    200: {
      description: 'The appeal, decided.',
      content: json(reviewedAppeal, {
        ...exampleReviewedAppeal,
        state: 'lifted',
        answer: 'You were right.',
        decided_at: '2026-11-20T12:30:00.000Z',
        decided_by: exampleAction.by,
      }),
    },
  },
  errors: [...writeErrors, 'not_found', 'invalid_transition', 'policy_denied'],
  example: { params: { id: exampleAppealId } },
} as const satisfies Operation

export const getPolicies = {
  operationId: 'getPolicies',
  method: 'get',
  path: '/v1/apps/{app_id}/policies',
  summary: 'What the app decides for its modes',
  tag: 'Moderation',
  access: { by: 'operator', roles: moderators },
  door: 'gateway',
  params: z.object({ app_id: appId }),
  answers: { 200: { description: 'All of it, defaults too.', content: json(appPolicies, defaultPolicies) } },
  errors: [],
  example: { params: { app_id: exampleAppId } },
} as const satisfies Operation

export const putPolicies = {
  operationId: 'putPolicies',
  method: 'put',
  path: '/v1/apps/{app_id}/policies',
  summary: 'Decide for the modes of the app',
  description:
    'What is left out has its default. New sessions, reports and tiers go by it within 5 seconds. A session keeps what it began with, its word list too: one of a mode that is ' +
    'not used any more goes on, and a new word holds in the sessions that begin after it.',
  tag: 'Moderation',
  access: { by: 'operator', roles: administrators },
  door: 'gateway',
  params: z.object({ app_id: appId }),
  headers: idempotencyHeader,
  body: { required: true, content: json(appPolicies, { modes: ['broadcast', 'party'], words: { on_match: 'refuse' } }) },
  answers: {
    200: {
      description: 'As they are now.',
      content: json(appPolicies, {
        ...defaultPolicies,
        modes: ['broadcast', 'party'],
        words: { ...defaultPolicies.words, on_match: 'refuse' },
      }),
    },
  },
  errors: writeErrors,
  example: { params: { app_id: exampleAppId } },
} as const satisfies Operation

export const moderationOperations: readonly Operation[] = [
  listReports,
  decideReport,
  takeModerationAction,
  listModerationActions,
  liftModerationAction,
  listAppeals,
  decideAppeal,
  getPolicies,
  putPolicies,
]
