/** What people do for their own safety: report, block, see what was done about them, appeal. */
import * as z from 'zod'
import { reportId, userId } from '../ids.ts'
import { appeal, appealInput, block, ownAction, report, reportChange, reportInput } from '../moderation.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleTime } from './examples.ts'
import { exampleActionId, exampleAppeal, exampleOwnAction, examplePersonId, exampleReport, exampleReportId } from './moderation-examples.ts'
import { writeErrors } from './write-errors.ts'

const access = { by: 'user' } as const
const exampleBlock = { user_id: examplePersonId, created_at: exampleTime }

export const createReport = {
  operationId: 'createReport',
  method: 'post',
  path: '/v1/reports',
  summary: 'Report somebody',
  description:
    'For moderators; the other person does not learn of it. The same person in the same session again within the app’s window, a day by ' +
    'default, is the same report: 200 with the first one. A message that is named is kept with it as it was said. When enough people report somebody, ' +
    'they are in quarantine until a moderator has looked.',
  tag: 'Safety',
  access,
  door: 'realtime',
  headers: idempotencyHeader,
  body: { required: true, content: json(reportInput, { user_id: examplePersonId, reason: 'harassment', note: 'Would not stop.' }) },
  answers: {
    200: { description: 'The report that there was.', content: json(report, exampleReport) },
    201: { description: 'The report.', content: json(report, exampleReport) },
  },
  errors: [...writeErrors, 'not_found', 'policy_denied'],
} as const satisfies Operation

const ownReport = { params: z.object({ report_id: reportId }), example: { params: { report_id: exampleReportId } } }

export const changeReport = {
  operationId: 'changeReport',
  method: 'patch',
  path: '/v1/reports/{report_id}',
  summary: 'Say more of a report',
  description:
    'By who made it, while it is open: one that moderators have settled, or that was taken back, is 409 `invalid_transition`. What is left out stays. ' +
    'With another reason it weighs what that reason weighs, also towards a quarantine.',
  tag: 'Safety',
  access,
  door: 'realtime',
  ...ownReport,
  headers: idempotencyHeader,
  body: { required: true, content: json(reportChange, { reason: 'hate', note: 'And would not stop.' }) },
  answers: { 200: { description: 'The report as it is now.', content: json(report, { ...exampleReport, reason: 'hate' }) } },
  errors: [...writeErrors, 'not_found', 'invalid_transition'],
} as const satisfies Operation

export const withdrawReport = {
  operationId: 'withdrawReport',
  method: 'delete',
  path: '/v1/reports/{report_id}',
  summary: 'Take a report back',
  description:
    'By who made it, while it is open: one that moderators have settled is 409 `invalid_transition`. Again it changes nothing. It leaves the queue and ' +
    'counts towards nothing, and the same can be reported anew; a quarantine that followed from it holds until a moderator has looked.',
  tag: 'Safety',
  access,
  door: 'realtime',
  ...ownReport,
  answers: { 200: { description: 'What was taken back.', content: json(report, exampleReport) } },
  errors: ['not_found', 'invalid_transition'],
} as const satisfies Operation

const params = z.object({ user_id: userId })
const example = { params: { user_id: examplePersonId } }

export const setBlock = {
  operationId: 'setBlock',
  method: 'put',
  path: '/v1/blocks/{user_id}',
  summary: 'Block somebody',
  description:
    'From then on neither writes to the other, calls, asks or is matched with the other; what they share of it ends. The other person is not told.',
  tag: 'Safety',
  access,
  door: 'realtime',
  params,
  answers: { 200: { description: 'The block, also when it was there.', content: json(block, exampleBlock) } },
  errors: ['not_found', 'policy_denied', 'validation_failed', 'too_many'],
  example,
} as const satisfies Operation

export const removeBlock = {
  operationId: 'removeBlock',
  method: 'delete',
  path: '/v1/blocks/{user_id}',
  summary: 'Take a block back',
  tag: 'Safety',
  access,
  door: 'realtime',
  params,
  answers: { 200: { description: 'What was removed.', content: json(block, exampleBlock) } },
  errors: ['not_found', 'validation_failed'],
  example,
} as const satisfies Operation

export const listBlocks = {
  operationId: 'listBlocks',
  method: 'get',
  path: '/v1/blocks',
  summary: 'Whom you blocked, latest first',
  tag: 'Safety',
  access,
  door: 'realtime',
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page.', content: json(pageOf(block), { data: [exampleBlock], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const listOwnActions = {
  operationId: 'listOwnActions',
  method: 'get',
  path: '/v1/moderation/mine',
  summary: 'What was done about you, latest first',
  description: 'With what you were told and how it stands. Who acted and who reported is not said.',
  tag: 'Safety',
  access,
  door: 'gateway',
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page.', content: json(pageOf(ownAction), { data: [exampleOwnAction], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const createAppeal = {
  operationId: 'createAppeal',
  method: 'post',
  path: '/v1/appeals',
  summary: 'Appeal against something that was done about you',
  description: 'Once an action, while it holds; against a warning within 30 days. Somebody else than who acted decides.',
  tag: 'Safety',
  access,
  door: 'gateway',
  headers: idempotencyHeader,
  body: { required: true, content: json(appealInput, { action_id: exampleActionId, text: 'It was not me.' }) },
  answers: { 201: { description: 'The appeal.', content: json(appeal, exampleAppeal) } },
  errors: [...writeErrors, 'not_found', 'invalid_transition', 'already_appealed'],
} as const satisfies Operation

export const safetyOperations: readonly Operation[] = [
  createReport,
  changeReport,
  withdrawReport,
  setBlock,
  removeBlock,
  listBlocks,
  listOwnActions,
  createAppeal,
]
