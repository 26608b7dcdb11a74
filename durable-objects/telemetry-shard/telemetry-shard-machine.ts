/**
 * How telemetry sessions move: opened, resumed, kept, moved, ended, recovered, timed out, labelled. Rules [TS…] are in `../SPEC.md`.
 * No clock, randomness or I/O: time, ids and what is stored come in as data. The state is a set of maps that
 * belongs to the caller and is moved in place: copying 50,000 sessions per ping is not affordable.
 */
import { assertNever } from '../runtime/assert-never.ts'
import type { Control } from '../../contract/telemetry.ts'
import { limits } from './limits.ts'
import type { EndedSession, LiveSession, Session } from './session.ts'
import { pairKey } from './session.ts'
import type { ShardState } from './shard-state.ts'
import { liveSession, placeSession, removeLive } from './shard-state.ts'

export type ControlInput = {
  readonly type: 'control'
  readonly control: Control
  /** Null for pings: they are not facts and leave no trace. */
  readonly eventId: string | null
  readonly bot: boolean
  readonly ttlMs: number
  /** What is stored of this session if it is not live; only read for starts and recovers (`wantsEnded`). */
  readonly ended: EndedSession | null
}

/** A session that a sweep looks at, and what its sockets know of its last sign of life. */
export type SweptSession = { readonly session: LiveSession; readonly heard: number | null }

export type Input =
  | ControlInput
  /** Time has passed: the sessions that came due, and any others that were heard. */
  | { readonly type: 'sweep'; readonly swept: readonly SweptSession[] }
  /** A sign of life from a socket that is going away. */
  | { readonly type: 'heard'; readonly actorId: string; readonly sessionId: string; readonly at: number }
  /** An operator's label for an actor; null takes it back. */
  | { readonly type: 'label'; readonly actorId: string; readonly bot: boolean | null }

export type Effect =
  /** Persist the session; `from` says where it is stored now. */
  | { readonly type: 'save'; readonly session: Session; readonly from: 'nowhere' | 'live' | 'ended' }
  /** Persist that `lastSeenAt`, `reportedAt` and `version` of a stored live session moved; nothing else did. */
  | { readonly type: 'sign'; readonly session: LiveSession }
  | { readonly type: 'alias'; readonly actorId: string; readonly alias: string; readonly sessionId: string }
  | { readonly type: 'unalias'; readonly actorId: string; readonly alias: string }
  | { readonly type: 'label'; readonly actorId: string; readonly bot: boolean | null }
  /** Put a row of the session into the outbox. */
  | { readonly type: 'report'; readonly session: Session }
  /** The live counters may have moved. */
  | { readonly type: 'counts' }

export type Outcome = 'acted' | 'no_effect' | 'not_live'
export type Step = { readonly state: ShardState; readonly effects: readonly Effect[]; readonly outcome: Outcome }

/** One step under way. */
type Run = { readonly state: ShardState; readonly now: number; readonly effects: Effect[] }

export const step = (state: ShardState, input: Input, now: number): Step => {
  const run: Run = { state, now, effects: [] }
  const outcome = dispatch(run, input)
  return { state, effects: run.effects, outcome }
}

/** Whether a control can only be decided with what is stored of a session that is not live. */
export const wantsEnded = (state: ShardState, control: Control): boolean =>
  (control.type === 'session.start' || control.type === 'session.recover') && !liveSession(state, control.actor_id, control.session_id)

const dispatch = (run: Run, input: Input): Outcome => {
  switch (input.type) {
    case 'control':
      return control(run, input)
    case 'sweep':
      return sweep(run, input.swept)
    case 'heard': {
      const session = liveSession(run.state, input.actorId, input.sessionId)
      return session && input.at > session.lastSeenAt ? keep(run, session, { lastSeenAt: input.at }) : 'no_effect'
    }
    case 'label':
      return label(run, input.actorId, input.bot)
    default:
      return assertNever(input)
  }
}

const control = (run: Run, input: ControlInput): Outcome => {
  const { control: c, eventId } = input
  const session = liveSession(run.state, c.actor_id, c.session_id)
  if (eventId !== null && hasActed(session ?? input.ended, eventId)) return 'no_effect'
  switch (c.type) {
    case 'session.start':
      return session ? touch(run, session, input) : open(run, input)
    case 'session.ping':
      return session ? touch(run, session, input) : 'not_live'
    case 'session.recover':
      if (session) return touch(run, session, input)
      return recoverable(input.ended, run.now) ? open(run, input) : 'no_effect'
    case 'session.end':
      return session ? end(run, withActed(session, eventId), 'ended', run.now) : 'no_effect'
    case 'nav.feature.enter':
      return session && c.feature !== null ? move(run, session, eventId, c.feature) : 'no_effect'
    case 'nav.feature.leave':
      return session && (c.feature === null || c.feature === session.feature) ? move(run, session, eventId, null) : 'no_effect'
    default:
      return assertNever(c.type)
  }
}

const hasActed = (session: Session | null | undefined, eventId: string): boolean =>
  !!session && (session.acted.includes(eventId) || session.moved.includes(eventId))

const recoverable = (ended: EndedSession | null, now: number): ended is EndedSession =>
  ended?.endReason === 'timeout' && now - ended.endedAt < limits.recoverWindowMs

/** Opens, reopens, or, when the actor's device has a live session already, resumes that one under one more id. */
const open = (run: Run, input: ControlInput): Outcome => {
  const { control: c, ended } = input
  const deviceId = c.device_id ?? ended?.deviceId ?? null
  const holder = deviceId === null ? undefined : run.state.devices.get(pairKey(c.actor_id, deviceId))
  const live = holder === undefined ? undefined : run.state.live.get(holder)
  if (live) return resume(run, live, input)
  const session = ended ? reopened(ended, input, deviceId, run) : fresh(input, deviceId, run)
  run.effects.push({ type: 'save', session, from: ended ? 'ended' : 'nowhere' })
  return place(run, session, true)
}

const fresh = ({ control: c, eventId, bot, ttlMs }: ControlInput, deviceId: string | null, { state, now }: Run): LiveSession => ({
  status: 'live',
  sessionId: c.session_id,
  actorId: c.actor_id,
  deviceId,
  feature: c.feature,
  autoBot: bot,
  bot: state.labels.get(c.actor_id) ?? bot,
  startedAt: now,
  lastSeenAt: now,
  reportedAt: now,
  version: now,
  ttlMs,
  acted: eventId === null ? [] : [eventId],
  moved: [],
  aliases: [],
})

const reopened = (ended: EndedSession, input: ControlInput, deviceId: string | null, { state, now }: Run): LiveSession => {
  const { endedAt: _endedAt, endReason: _endReason, ...core } = withActed(ended, input.eventId)
  return {
    ...core,
    status: 'live',
    deviceId,
    feature: input.control.type === 'session.start' ? (input.control.feature ?? core.feature) : core.feature,
    bot: state.labels.get(core.actorId) ?? core.autoBot,
    lastSeenAt: Math.max(now, core.lastSeenAt),
    ttlMs: input.ttlMs,
    ...reportedNow(core, now),
  }
}

const resume = (run: Run, live: LiveSession, input: ControlInput): Outcome => {
  const { actor_id: actorId, session_id: alias } = input.control
  const aliases = [...live.aliases, alias]
  const dropped = aliases.length > limits.aliases ? aliases.shift() : undefined
  if (dropped !== undefined) {
    run.state.aliases.delete(pairKey(actorId, dropped))
    run.effects.push({ type: 'unalias', actorId, alias: dropped })
  }
  run.effects.push({ type: 'alias', actorId, alias, sessionId: live.sessionId })
  return touch(run, { ...live, aliases }, input)
}

/** A sign of life. */
const touch = (run: Run, session: LiveSession, { eventId, ttlMs }: ControlInput): Outcome =>
  keep(run, withActed(session, eventId), { lastSeenAt: Math.max(run.now, session.lastSeenAt), ttlMs })

/** Saves a session that stays as it is but for its signs of life; reports it when the last report is old. */
const keep = (run: Run, session: LiveSession, change: Partial<Pick<LiveSession, 'lastSeenAt' | 'ttlMs'>>): Outcome => {
  const report = run.now - session.reportedAt >= limits.reportEveryMs
  const next = { ...session, ...change, ...(report ? reportedNow(session, run.now) : {}) }
  run.effects.push({ type: 'save', session: next, from: 'live' })
  return place(run, next, report)
}

const move = (run: Run, session: LiveSession, eventId: string | null, feature: string | null): Outcome => {
  const moved = eventId === null ? session.moved : lastOf([...session.moved, eventId], limits.movedIds)
  const next = { ...session, feature, moved, ...reportedNow(session, run.now) }
  run.effects.push({ type: 'save', session: next, from: 'live' })
  return place(run, next, true)
}

const end = (run: Run, session: LiveSession, endReason: 'ended' | 'timeout', endedAt: number): Outcome => {
  removeLive(run.state, session)
  const lastSeenAt = endReason === 'ended' ? Math.max(endedAt, session.lastSeenAt) : session.lastSeenAt
  const ended: EndedSession = { ...session, status: 'ended', lastSeenAt, endedAt, endReason, ...reportedNow(session, run.now) }
  run.effects.push({ type: 'save', session: ended, from: 'live' }, { type: 'report', session: ended })
  if (!session.bot) run.effects.push({ type: 'counts' })
  return 'acted'
}

export const seenAt = ({ session, heard }: SweptSession): number => Math.max(session.lastSeenAt, heard ?? 0)

const sweep = (run: Run, swept: readonly SweptSession[]): Outcome => {
  const alive: LiveSession[] = []
  for (const one of swept) {
    const session = { ...one.session, lastSeenAt: seenAt(one) }
    const timeout = session.lastSeenAt + session.ttlMs
    if (timeout <= run.now) end(run, session, 'timeout', timeout)
    else alive.push(session)
  }
  sign(run, alive)
  return swept.length > 0 ? 'acted' : 'no_effect'
}

/** Persists signs of life all together, and reports them together: a message and its rows cost more than who is in it. */
const sign = (run: Run, sessions: readonly LiveSession[]): void => {
  const age = (session: LiveSession): number => run.now - session.reportedAt
  const reportAge = sessions.some((session) => age(session) >= limits.reportLatestMs) ? limits.reportEveryMs : limits.reportLatestMs
  for (const session of sessions) {
    const report = age(session) >= reportAge
    const next = report ? { ...session, ...reportedNow(session, run.now) } : session
    run.effects.push({ type: 'sign', session: next })
    place(run, next, report)
  }
}

const label = (run: Run, actorId: string, bot: boolean | null): Outcome => {
  if (bot === null) run.state.labels.delete(actorId)
  else run.state.labels.set(actorId, bot)
  run.effects.push({ type: 'label', actorId, bot })
  for (const session of run.state.live.values()) if (session.actorId === actorId) relabel(run, session, bot ?? session.autoBot)
  return 'acted'
}

const relabel = (run: Run, session: LiveSession, bot: boolean): void => {
  if (session.bot === bot) return
  const next = { ...session, bot, ...reportedNow(session, run.now) }
  run.effects.push({ type: 'save', session: next, from: 'live' })
  place(run, next, true)
}

const place = (run: Run, session: LiveSession, report: boolean): Outcome => {
  const counted = placeSession(run.state, session)
  if (counted) run.effects.push({ type: 'counts' })
  if (report) run.effects.push({ type: 'report', session })
  return 'acted'
}

const reportedNow = (session: { readonly version: number }, now: number) => ({
  reportedAt: now,
  version: Math.max(now, session.version + 1),
})

const withActed = <S extends Session>(session: S, eventId: string | null): S =>
  eventId === null ? session : { ...session, acted: lastOf([...session.acted, eventId], limits.actedIds) }

const lastOf = <T>(items: readonly T[], max: number): readonly T[] => items.slice(-max)
