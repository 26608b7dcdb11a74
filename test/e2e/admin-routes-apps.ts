/** Apps of the stand-in platform: their numbers, settings, keys, members and audit chain. The world has one app's of each. */
import * as z from 'zod'
import {
  activeMember,
  app,
  appChanges,
  key,
  keyWithSecret,
  member,
  memberInput,
  newAppInput,
  newKeyInput,
  roleInput,
  rotateKeyInput,
} from '../../contract/apps.ts'
import type { Member } from '../../contract/apps.ts'
import { listedAuditEntry } from '../../contract/audit-entry.ts'
import { metricsSnapshot, seriesAnswer } from '../../contract/metrics.ts'
import { auditVerification } from '../../contract/operations/audit.ts'
import { pageOf } from '../../contract/operation.ts'
import { isoAt, now } from './admin-clock.ts'
import type { Reply, Route } from './admin-routes.ts'
import type { Asked } from './admin-server.ts'
import type { World } from './admin-world.ts'
import { appOf, idOf, keyOf, memberOf } from './admin-world.ts'

const minuteMs = 60_000
const secret = (number: number): string => `pq_sk_${'s3cReT'.repeat(7)}${number}`

/** A page of at most 50, with a cursor that is where to go on. */
export function paged(schema: z.ZodType, items: readonly unknown[], { query }: Asked): Reply {
  const from = Number(query.get('cursor') ?? 0)
  const limit = Number(query.get('limit') ?? 50)
  const next_cursor = from + limit < items.length ? String(from + limit) : null
  return { schema: pageOf(schema), body: { data: items.slice(from, from + limit), next_cursor } }
}

/** Buckets from `from` to before `to`, zeros present, as CONTRACT §2 has them. */
function seriesOf(world: World, query: URLSearchParams) {
  const from = Date.parse(query.get('from') ?? '')
  const to = Date.parse(query.get('to') ?? '')
  const step = { minute: minuteMs, hour: 60 * minuteMs, day: 1_440 * minuteMs }[query.get('interval') ?? 'minute'] ?? minuteMs
  const count = Math.round((to - from) / step)
  const data = Array.from({ length: count }, (_, index) => ({
    at: isoAt(from + index * step),
    value: world.eventsAt(count - 1 - index),
  }))
  const [start, end] = [from, to].map(isoAt)
  return { metric: query.get('metric'), type: null, interval: query.get('interval'), from: start, to: end, data }
}

const inApp = (rest: string): RegExp => new RegExp(`^/v1/apps/([^/]+)${rest}$`)
const idIn = (each: Member): string => (each.status === 'active' ? each.user_id : each.invitation_id)

/** Changes one thing of a list in the world, and answers it. */
function changed<T extends { readonly id: string }>(list: T[], id: string | undefined, schema: z.ZodType, change: (each: T) => T): Reply {
  const at = list.findIndex((each) => each.id === id)
  const before = list[at]
  if (before === undefined) return 'not_found'
  list[at] = change(before)
  return { schema, body: list[at] }
}

function removed(world: World, id: string | undefined): Reply {
  const found = world.members.find((each) => idIn(each) === id)
  if (found === undefined) return 'not_found'
  const owners = world.members.filter(({ role, status }) => role === 'owner' && status === 'active')
  if (found.role === 'owner' && owners.length === 1) return 'last_owner'
  world.members = world.members.filter((each) => each !== found)
  return { schema: member, body: found }
}

const matches =
  (query: URLSearchParams) =>
  (entry: World['entries'][number]): boolean =>
    (query.get('action') ?? entry.action) === entry.action &&
    (query.get('outcome') ?? entry.outcome) === entry.outcome &&
    (query.get('actor_id') ?? entry.actor.id) === entry.actor.id

export const appRoutes: readonly Route[] = [
  { method: 'GET', path: /^\/v1\/apps$/, reply: (world, asked) => paged(app, world.apps, asked) },
  {
    method: 'POST',
    path: /^\/v1\/apps$/,
    reply: (world, asked) => {
      const made = { ...appOf(world.apps.length + 1, newAppInput.parse(asked.body).name), created_at: isoAt(now()) }
      world.apps.unshift(made)
      return { schema: app, body: made, status: 201 }
    },
  },
  {
    method: 'PATCH',
    path: inApp(''),
    reply: (world, asked, [id]) => {
      const { limits, ...changes } = appChanges.parse(asked.body)
      return changed(world.apps, id, app, (each) => Object.assign({ ...each, ...(limits && { limits }) }, changes))
    },
  },
  {
    method: 'DELETE',
    path: inApp(''),
    reply: (world, _, [id]) => {
      const found = world.apps.find((each) => each.id === id)
      world.apps = world.apps.filter((each) => each !== found)
      return found === undefined ? 'not_found' : { schema: app, body: { ...found, archived_at: isoAt(now()) } }
    },
  },
  {
    method: 'GET',
    path: inApp('/metrics'),
    reply: (world) => ({ schema: metricsSnapshot, body: { as_of: isoAt(now() - world.lagMs), ...world.counts } }),
  },
  {
    method: 'GET',
    path: inApp('/metrics/series'),
    reply: (world, { query }) =>
      world.series === 'up' ? { schema: seriesAnswer, body: seriesOf(world, query) } : 'temporarily_unavailable',
  },
  { method: 'GET', path: inApp('/keys'), reply: (world, asked) => paged(key, world.keys, asked) },
  {
    method: 'POST',
    path: inApp('/keys'),
    reply: (world, asked) => {
      const number = world.keys.length + 1
      const made = keyOf(number, '', { ...newKeyInput.parse(asked.body), created_at: isoAt(now()) })
      world.keys.unshift(made)
      return { schema: keyWithSecret, body: { ...made, secret: secret(number) }, status: 201 }
    },
  },
  {
    method: 'POST',
    path: inApp('/keys/([^/]+)/rotate'),
    reply: (world, asked, [, id]) => {
      const { overlap_s } = rotateKeyInput.parse(asked.body)
      // By the machine's clock: the page asks its own whether it is over.
      const previous_expires_at = overlap_s === 0 ? null : isoAt(Date.now() + overlap_s * 1_000)
      const reply = changed(world.keys, id, key, (each) => ({ ...each, rotated_at: isoAt(now()), previous_expires_at }))
      return typeof reply === 'object' && 'body' in reply
        ? { schema: keyWithSecret, body: { ...world.keys.find((each) => each.id === id), secret: secret(99) } }
        : reply
    },
  },
  {
    method: 'DELETE',
    path: inApp('/keys/([^/]+)'),
    reply: (world, _, [, id]) => changed(world.keys, id, key, (each) => ({ ...each, revoked_at: isoAt(now()) })),
  },
  { method: 'GET', path: inApp('/members'), reply: (world, asked) => paged(member, world.members, asked) },
  {
    method: 'POST',
    path: inApp('/members'),
    reply: (world, asked) => {
      const { email, role } = memberInput.parse(asked.body)
      const invited: Member = {
        status: 'invited',
        invitation_id: idOf('8', world.members.length),
        email,
        role,
        created_at: isoAt(now()),
        expires_at: isoAt(now()),
      }
      const made = email.startsWith('new') ? invited : memberOf(world.members.length + 5, 'Mary Jackson', role)
      world.members.unshift(made)
      return { schema: member, body: made, status: 201 }
    },
  },
  {
    method: 'PATCH',
    path: inApp('/members/([^/]+)'),
    reply: (world, asked, [, id]) => {
      const found = world.members.find((each) => idIn(each) === id)
      const { role } = roleInput.parse(asked.body)
      if (found === undefined) return 'not_found'
      if (found.role === 'owner' && role !== 'owner') return 'last_owner'
      Object.assign(found, { role })
      return { schema: activeMember, body: found }
    },
  },
  { method: 'DELETE', path: inApp('/members/([^/]+)'), reply: (world, _, [, id]) => removed(world, id) },
  { method: 'DELETE', path: inApp('/invitations/([^/]+)'), reply: (world, _, [, id]) => removed(world, id) },
  {
    method: 'GET',
    path: inApp('/audit'),
    reply: (world, asked) => paged(listedAuditEntry, world.entries.filter(matches(asked.query)), asked),
  },
  {
    method: 'GET',
    path: inApp('/audit/verify'),
    reply: ({ entries, faults }) => {
      const head = { seq: entries.length, hash: 'f'.repeat(64) }
      const body = {
        ok: faults.length === 0,
        entries: entries.length,
        from_seq: 1,
        to_seq: entries.length,
        next_seq: null,
        faults,
        head,
        anchors_checked: 3,
      }
      return { schema: auditVerification, body }
    },
  },
  { method: 'GET', path: inApp('/audit/export'), reply: () => ({ text: '{"kind":"header"}\n' }) },
]
