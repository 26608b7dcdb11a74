/**
 * Turns messages into the parameters of the write statements: pure, no database. Messages are taken in groups of
 * at most 600,000 UTF-16 units, because a parameter of D1 may have 2 MB and a unit up to 3 bytes.
 */
import * as z from 'zod'
import { quarantineRow, sessionRow } from '../../contract/facts.ts'
import type { FactHeader, FactMessage, QuarantineRow, SessionRow } from '../../contract/facts.ts'

/** The parameters of one group, each a JSON text. */
export type GroupPlan = {
  readonly keys: string
  readonly events: string
  readonly ids: string
  readonly sessions: string
  readonly quarantine: string
  readonly has: { readonly events: boolean; readonly sessions: boolean; readonly quarantine: boolean }
}

export type ApplyPlan = {
  readonly groups: readonly GroupPlan[]
  /** JSON array of the touched minutes, or null when no message carries an event or a session. */
  readonly minutes: string | null
  /** JSON array for `upsertLive`, or null. */
  readonly live: string | null
}

const groupLength = 600_000

/** What the plan reads of an event row; the tables' constraints hold the rest. */
const eventRows = z.array(z.tuple([z.int(), z.string(), z.int()], z.unknown()))
const sessionRows = z.array(sessionRow)
const quarantineRows = z.array(quarantineRow)

type Parsed = { message: FactMessage; ids: string[]; sessions: SessionRow[]; quarantine: QuarantineRow[] }

/** Throws with a readable reason when a message is not what its producer promised. */
export const planApply = (messages: readonly FactMessage[]): ApplyPlan => {
  const parsed = messages.map(parseMessage).toSorted(byMinuteThenBatch)
  const counted = parsed.filter((one) => one.ids.length > 0 || one.sessions.length > 0)
  const minutes = [...new Set(counted.map((one) => one.message.header.minute))]
  return {
    groups: inGroups(parsed).map(planGroup),
    minutes: minutes.length > 0 ? JSON.stringify(minutes) : null,
    live: planLive(messages.map((message) => message.header)),
  }
}

const parseMessage = (message: FactMessage): Parsed => {
  const { minute } = message.header
  const ids = eventRows.parse(JSON.parse(message.events)).map(([, id, receivedAt]) => {
    if (receivedAt < minute || receivedAt >= minute + 60_000) throw new Error(`event ${id} was not received in the message's minute`)
    return id
  })
  return {
    message,
    ids,
    sessions: sessionRows.parse(JSON.parse(message.sessions)),
    quarantine: quarantineRows.parse(JSON.parse(message.quarantine)),
  }
}

/** The order in which batches bring actors and sessions, so that one run always names the same first batch. */
const byMinuteThenBatch = (a: Parsed, b: Parsed): number => {
  const [x, y] = [a.message.header, b.message.header]
  return x.minute - y.minute || (x.id < y.id ? -1 : Number(x.id > y.id))
}

const size = ({ message }: Parsed): number => message.events.length + message.sessions.length + message.quarantine.length

const inGroups = (messages: readonly Parsed[]): Parsed[][] => {
  const groups: Parsed[][] = []
  let room = 0
  for (const one of messages) {
    const last = groups.at(-1)
    if (last === undefined || size(one) > room) {
      groups.push([one])
      room = groupLength - size(one)
    } else {
      last.push(one)
      room -= size(one)
    }
  }
  return groups
}

const planGroup = (group: readonly Parsed[]): GroupPlan => {
  // A batch delivered twice in one run is one key, and an id sent twice is one id.
  const keys = new Map<string, { k: number; minute: number }>()
  for (const { message } of group) {
    const { id, minute } = message.header
    if (!keys.has(id)) keys.set(id, { k: keys.size, minute })
  }
  const ids = [...new Set(group.flatMap((one) => one.ids))]
  const sessions = group.flatMap((one) => one.sessions.map((row) => [keys.get(one.message.header.id)?.k, ...row]))
  const quarantine = group.flatMap((one) => one.quarantine)
  return {
    keys: JSON.stringify(Array.from(keys, ([id, { minute }]) => [minute, id])),
    events: `[${group.map(({ message }) => `["${message.header.id}",${message.events}]`).join()}]`,
    ids: JSON.stringify(ids),
    sessions: JSON.stringify(sessions),
    quarantine: JSON.stringify(quarantine),
    has: { events: ids.length > 0, sessions: sessions.length > 0, quarantine: quarantine.length > 0 },
  }
}

const planLive = (headers: readonly FactHeader[]): string | null => {
  const rows = headers.flatMap(({ source, live }) =>
    live ? [[source.object, live.at, live.online_now, live.active_sessions, live.users_by_feature]] : [],
  )
  return rows.length > 0 ? JSON.stringify(rows) : null
}
