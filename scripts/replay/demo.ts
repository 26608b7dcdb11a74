/**
 * An endless demo out of one file: round after round under fresh ids, quiet stretches shortened, events of the same instant spread
 * over the time to the next (the sample knows only minutes), and sessions kept alive by pings as a real client would.
 */
import { longestGapMs } from './pace.ts'
import { type FileEvent, readEvents } from './read-events.ts'

const pingEveryMs = 30_000
const pingsPerSession = 20

const at = (event: FileEvent, occurredAt: number): FileEvent => ({ ...event, occurredAt })

/** Evenly from `start`, over `lengthMs`. */
const spreadOver = (group: readonly FileEvent[], start: number, lengthMs: number): FileEvent[] =>
  group.map((event, i) => at(event, start + (lengthMs * i) / group.length))

/** Times from 0 on: no gap is longer than a minute, no two events of one instant come together. */
export async function* evenly(events: AsyncIterable<FileEvent>): AsyncGenerator<FileEvent> {
  let group: FileEvent[] = []
  let clock = 0
  let instant = 0
  for await (const event of events) {
    const occurredAt = event.occurredAt ?? instant
    if (occurredAt > instant && group.length > 0) {
      const gap = Math.min(occurredAt - instant, longestGapMs)
      yield* spreadOver(group, clock, gap)
      clock += gap
      group = []
    }
    instant = Math.max(instant, occurredAt)
    group.push(event)
  }
  yield* spreadOver(group, clock, longestGapMs)
}

type Ping = { readonly due: number; readonly left: number; readonly event: FileEvent }

const pingOf = ({ due, left, event }: Ping): FileEvent => {
  const { actor_id, session_id } = event.value
  const id = `${event.id}-ping-${left}`
  return {
    ...event,
    id,
    occurredAt: due,
    value: { id, type: 'session.ping', actor_id, session_id, occurred_at: event.value['occurred_at'] },
  }
}

/** Every session is pinged until it ends, or has been pinged for ten minutes. Expects rising times. */
export async function* withPings(events: AsyncIterable<FileEvent>): AsyncGenerator<FileEvent> {
  const live = new Map<string, Ping>()
  for await (const event of events) {
    const now = event.occurredAt ?? 0
    for (;;) {
      const [next] = [...live].toSorted(([, a], [, b]) => a.due - b.due)
      if (next === undefined || next[1].due > now) break
      const [session, ping] = next
      yield pingOf(ping)
      if (ping.left > 1) live.set(session, { ...ping, due: ping.due + pingEveryMs, left: ping.left - 1 })
      else live.delete(session)
    }
    const session = JSON.stringify([event.actorId, event.value['session_id']])
    if (event.value['type'] === 'session.start') live.set(session, { due: now + pingEveryMs, left: pingsPerSession, event })
    if (event.value['type'] === 'session.end') live.delete(session)
    yield event
  }
}

const renamed = (event: FileEvent, round: string): FileEvent => {
  const id = `${event.id}-${round}`
  const session = event.value['session_id']
  const session_id = typeof session === 'string' ? { session_id: `${session}-${round}` } : {}
  // The sample is one chat and does not say so; a demo should show users by feature.
  const feature = event.value['type'] === 'session.start' ? { feature: 'chat' } : {}
  return { ...event, id, value: { ...event.value, ...feature, ...session_id, id } }
}

/** Never ends. */
export async function* demoEvents(file: string): AsyncGenerator<FileEvent> {
  for (;;) {
    const round = Date.now().toString(36)
    for await (const event of withPings(evenly(readEvents(file)))) yield renamed(event, round)
  }
}
