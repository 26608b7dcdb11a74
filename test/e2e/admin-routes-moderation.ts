/** Moderation of an app of the stand-in platform: what is decided is kept, and shown as the contract has it. */
import { person } from '../../contract/apps.ts'
import type { ModerationActionId } from '../../contract/ids.ts'
import {
  appealDecision,
  moderationAction,
  newActionInput,
  reportDecision,
  reviewedAppeal,
  reviewedReport,
} from '../../contract/moderation.ts'
import { pageOf } from '../../contract/operation.ts'
import type { Reply, Route } from './admin-routes.ts'
import type { Asked } from './admin-server.ts'
import type { World } from './admin-world.ts'
import { actionOf } from './admin-world-moderation.ts'

const at = '2026-11-21T12:00:00.000Z'
const inApp = (path: string): RegExp => new RegExp(`^/v1/apps/[^/]+/${path}$`)
const stateOf = ({ query }: Asked): string => query.get('state') ?? 'open'

const act = ({ moderation }: World, asked: Asked): Reply => {
  const { duration_s: seconds, report_ids: settled, ...input } = newActionInput.parse(asked.body)
  const made = actionOf(90 + moderation.actions.length, {
    ...input,
    session_id: input.session_id ?? null,
    note: input.note ?? null,
    appeal_note: input.appeal_note ?? null,
    created_at: at,
    expires_at: typeof seconds === 'number' ? new Date(Date.parse(at) + seconds * 1_000).toISOString() : null,
  })
  moderation.actions = [made, ...moderation.actions]
  moderation.reports = moderation.reports.map((each) =>
    settled.includes(each.id) ? { ...each, state: 'actioned', action_id: made.id } : each,
  )
  return { schema: moderationAction, body: made, status: 201 }
}

const lift = ({ moderation }: World, id: string | undefined): Reply => {
  moderation.actions = moderation.actions.map((each) => (each.id === id ? { ...each, lifted_at: at } : each))
  const lifted = moderation.actions.find((each) => each.id === (id as ModerationActionId))
  return lifted === undefined ? 'not_found' : { schema: moderationAction, body: lifted }
}

const decide = ({ moderation }: World, asked: Asked, id: string | undefined): Reply => {
  const { state, answer = null } = appealDecision.parse(asked.body)
  moderation.appeals = moderation.appeals.map((each) => (each.id === id ? { ...each, state, answer, decided_at: at } : each))
  const decided = moderation.appeals.find((each) => each.id === id)
  return decided === undefined ? 'not_found' : { schema: reviewedAppeal, body: decided }
}

const dismiss = ({ moderation }: World, asked: Asked, id: string | undefined): Reply => {
  const { state } = reportDecision.parse(asked.body)
  moderation.reports = moderation.reports.map((each) => (each.id === id ? { ...each, state } : each))
  const decided = moderation.reports.find((each) => each.id === id)
  return decided === undefined ? 'not_found' : { schema: reviewedReport, body: decided }
}

export const moderationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: inApp('moderation/reports'),
    reply: ({ moderation }, asked) => ({
      schema: pageOf(reviewedReport),
      body: { data: moderation.reports.filter(({ state }) => state === stateOf(asked)), next_cursor: null },
    }),
  },
  { method: 'PATCH', path: inApp('moderation/reports/([^/]+)'), reply: (world, asked, [id]) => dismiss(world, asked, id) },
  { method: 'POST', path: inApp('moderation/actions'), reply: act },
  {
    method: 'GET',
    path: inApp('moderation/actions'),
    reply: ({ moderation }, { query }) => ({
      schema: pageOf(moderationAction),
      body: { data: moderation.actions.filter(({ user_id }) => user_id === (query.get('user_id') ?? user_id)), next_cursor: null },
    }),
  },
  { method: 'POST', path: inApp('moderation/actions/([^/]+)/lift'), reply: (world, _asked, [id]) => lift(world, id) },
  {
    method: 'GET',
    path: inApp('moderation/appeals'),
    reply: ({ moderation }, asked) => ({
      schema: pageOf(reviewedAppeal),
      body: { data: moderation.appeals.filter(({ state }) => state === stateOf(asked)), next_cursor: null },
    }),
  },
  { method: 'POST', path: inApp('moderation/appeals/([^/]+)/decide'), reply: (world, asked, [id]) => decide(world, asked, id) },
  {
    method: 'GET',
    path: inApp('users/([^/]+)'),
    reply: ({ moderation }, _asked, [id = '']) => {
      const name = moderation.names[id]
      const known = { id, email: `${id}@people.example`, email_verified: true, display_name: name, created_at: at, disabled_at: null }
      return name === undefined ? 'not_found' : { schema: person, body: known }
    },
  },
]
