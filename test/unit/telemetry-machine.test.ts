/** The sessions machine against a model so simple that it can be read: seeded random steps, invariants after each. */
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { ControlType } from '../../contract/events.ts'
import type { Control } from '../../contract/telemetry.ts'
import { limits } from '../../durable-objects/telemetry-shard/limits.ts'
import { toLiveCounters } from '../../durable-objects/telemetry-shard/live-counts.ts'
import type { EndedSession, LiveSession, Session } from '../../durable-objects/telemetry-shard/session.ts'
import { pairKey, sessionKey } from '../../durable-objects/telemetry-shard/session.ts'
import type { ShardState } from '../../durable-objects/telemetry-shard/shard-state.ts'
import { liveSession, nextSessionDue, shardState } from '../../durable-objects/telemetry-shard/shard-state.ts'
import { sweepList } from '../../durable-objects/telemetry-shard/sweep-list.ts'
import type { Effect, Input, Outcome } from '../../durable-objects/telemetry-shard/telemetry-shard-machine.ts'
import { step, wantsEnded } from '../../durable-objects/telemetry-shard/telemetry-shard-machine.ts'
import { lcg } from '../support/telemetry-random.ts'

const ttlMs = 60_000

/** A store made of maps: what SQLite keeps, as the effects say. It refuses what the real one could not do. */
class FakeStore {
  live = new Map<string, LiveSession>()
  ended = new Map<string, EndedSession>()
  aliases = new Map<string, { actorId: string; sessionId: string }>()
  labels = new Map<string, boolean>()
  versions = new Map<string, number>()
  reported = new Map<string, Session>()

  apply(effects: readonly Effect[]): void {
    for (const effect of effects)
      switch (effect.type) {
        case 'save':
          this.save(effect.session, effect.from)
          break
        case 'sign': {
          const { lastSeenAt, reportedAt, version, aliases } = effect.session
          const expected = { ...this.live.get(sessionKey(effect.session)), lastSeenAt, reportedAt, version, aliases }
          if (!isDeepStrictEqual(effect.session, expected)) throw new Error('[TS30] a sign changed more than a sign may')
          this.live.set(sessionKey(effect.session), effect.session)
          break
        }
        case 'report':
          this.report(effect.session)
          break
        case 'alias':
          this.aliases.set(pairKey(effect.actorId, effect.alias), effect)
          break
        case 'unalias':
          this.aliases.delete(pairKey(effect.actorId, effect.alias))
          break
        case 'label':
          if (effect.bot === null) this.labels.delete(effect.actorId)
          else this.labels.set(effect.actorId, effect.bot)
          break
        case 'counts':
          break
      }
  }

  save(session: Session, from: 'nowhere' | 'live' | 'ended'): void {
    const key = sessionKey(session)
    if (this.live.has(key) !== (from === 'live')) throw new Error(`${key} comes from ${from}, stored live: ${this.live.has(key)}`)
    if (this.ended.has(key) !== (from === 'ended')) throw new Error(`${key} comes from ${from}, stored ended: ${this.ended.has(key)}`)
    this.live.delete(key)
    this.ended.delete(key)
    if (session.status === 'live') this.live.set(key, session)
    else this.ended.set(key, session)
  }

  report(session: Session): void {
    const key = sessionKey(session)
    const before = this.versions.get(key)
    if (before !== undefined && session.version <= before) throw new Error(`[TS15] the version of ${key} did not rise`)
    this.versions.set(key, session.version)
    this.reported.set(key, session)
  }

  endedOf(actorId: string, id: string): EndedSession | null {
    const sessionId = this.aliases.get(pairKey(actorId, id))?.sessionId ?? id
    const found = this.ended.get(pairKey(actorId, sessionId))
    if (!found) return null
    const aliases = [...this.aliases]
      .filter(([, a]) => a.actorId === actorId && a.sessionId === sessionId)
      .map(([key]) => key.split('\u0000')[1] ?? '')
    return { ...found, aliases }
  }
}

class Harness {
  store = new FakeStore()
  state: ShardState = shardState([], [])
  now = 1_700_000_000_000
  #ids = 0

  input(input: Input): Outcome {
    const { effects, outcome } = step(this.state, input, this.now)
    this.store.apply(effects)
    return outcome
  }

  control(type: ControlType, actorId: string, sessionId: string, more: Partial<Control> & { id?: string; bot?: boolean } = {}): Outcome {
    const { id = `e${this.#ids++}`, bot = false, ...rest } = more
    const control: Control = { type, actor_id: actorId, session_id: sessionId, device_id: null, feature: null, ...rest }
    const ended = wantsEnded(this.state, control) ? this.store.endedOf(actorId, sessionId) : null
    return this.input({ type: 'control', control, eventId: type === 'session.ping' ? null : id, bot, ttlMs, ended })
  }

  sweep(heard: (session: LiveSession) => number | null = () => null): void {
    const sockets = { heard, bound: () => this.state.live.keys() }
    this.input({ type: 'sweep', swept: sweepList(this.state, sockets, this.now) })
  }

  /** As after an eviction: memory is what the store holds. */
  reload(): void {
    const live = [...this.store.live.values()].map((session) => ({
      ...session,
      aliases: [...this.store.aliases]
        .filter(([, a]) => a.actorId === session.actorId && a.sessionId === session.sessionId)
        .map(([key]) => key.split('\u0000')[1] ?? ''),
    }))
    this.state = shardState(live, this.store.labels)
  }

  get counters() {
    return toLiveCounters(this.state.counts, this.now)
  }
}

/** Counts made from nothing but the stored live sessions. */
const modelCounters = (store: FakeStore, at: number) => {
  const humans = [...store.live.values()].filter((s) => !(store.labels.get(s.actorId) ?? s.autoBot))
  const features = new Map<string, Set<string>>()
  for (const { feature, actorId } of humans) if (feature !== null) features.set(feature, (features.get(feature) ?? new Set()).add(actorId))
  return {
    at,
    online_now: new Set(humans.map((s) => s.actorId)).size,
    active_sessions: humans.length,
    users_by_feature: Object.fromEntries([...features].map(([feature, actors]) => [feature, actors.size])),
  }
}

const expectInvariants = (h: Harness): void => {
  expect(h.counters, '[TS20] counters are what the live sessions say').toEqual(modelCounters(h.store, h.now))
  expect(new Set(h.state.live.keys()), 'memory and store hold the same').toEqual(new Set(h.store.live.keys()))
  const devices = new Set<string>()
  for (const [key, session] of h.store.live) {
    expect(h.store.ended.has(key), `${key} is either live or ended`).toBe(false)
    expect(session.lastSeenAt).toBeGreaterThanOrEqual(session.startedAt)
    expect(session.acted.length).toBeLessThanOrEqual(limits.actedIds)
    expect(session.moved.length).toBeLessThanOrEqual(limits.movedIds)
    expect(session.aliases.length).toBeLessThanOrEqual(limits.aliases)
    if (session.deviceId === null) continue
    const device = pairKey(session.actorId, session.deviceId)
    expect(devices.has(device), '[TS11] one live session per actor and device').toBe(false)
    devices.add(device)
  }
  for (const [key, session] of h.store.ended) {
    expect(h.store.reported.get(key)?.status, '[TS15] every end was reported').toBe('ended')
    if (session.endReason === 'timeout') expect(session.endedAt).toBe(session.lastSeenAt + session.ttlMs)
  }
  const due = [...h.store.live.values()].map((s) => s.lastSeenAt + s.ttlMs)
  const next = nextSessionDue(h.state)
  if (due.length === 0) expect(next).toBeNull()
  else expect(next ?? Infinity, '[TS14] no time-out is later than the next deadline').toBeLessThanOrEqual(Math.min(...due))
}

describe('random sequences', () => {
  const seeds = process.env['SEED'] ? [Number(process.env['SEED'])] : [1, 2, 3, 4, 5].map((n) => n * 7_919 + (Date.now() % 100_000))
  test.each(seeds)('seed %i: 4,200 steps keep every invariant', (seed) => {
    console.log(`telemetry machine seed ${seed}`)
    const random = lcg(seed)
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T
    const h = new Harness()
    const opened = new Set<string>()
    const used: { type: ControlType; actor: string; session: string; device: string | null; id: string }[] = []
    for (let i = 0; i < 4_200; i++) {
      h.now += Math.floor(random() * (random() < 0.02 ? 700_000 : 4_000))
      const dice = random()
      if (dice < 0.04) h.reload()
      else if (dice < 0.24) h.sweep((session) => (random() < 0.3 ? h.now - Math.floor(random() * session.ttlMs) : null))
      else if (dice < 0.28) h.input({ type: 'label', actorId: pick(actors), bot: pick([true, false, null]) })
      else if (dice < 0.36 && used.length > 0) {
        const again = pick(used.slice(-40))
        const before = snapshot(h)
        const known = liveSession(h.state, again.actor, again.session) ?? h.store.endedOf(again.actor, again.session)
        const acted = known?.acted.includes(again.id) || known?.moved.includes(again.id)
        h.control(again.type, again.actor, again.session, { device_id: again.device, id: again.id })
        must(!acted || JSON.stringify(snapshot(h)) === JSON.stringify(before), '[TS13] a repeated control changed something')
      } else {
        const control = { type: pick(types), actor: pick(actors), session: pick(sessions), device: pick(devices), id: `r${i}` }
        const live = liveSession(h.state, control.actor, control.session)
        const outcome = h.control(control.type, control.actor, control.session, {
          device_id: control.device,
          feature: pick(features),
          id: control.id,
          bot: random() < 0.2,
        })
        const lost = control.type === 'session.ping' && !live
        must((outcome === 'not_live') === lost, '[TS16] a ping neither found its session nor said so')
        used.push(control)
      }
      for (const key of h.store.live.keys()) opened.add(key)
      expectInvariants(h)
      expect(h.store.versions.size, '[TS12] one row per session ever opened').toBe(opened.size)
    }
  })
})

const actors = ['ann', 'bob', 'cleo', 'dan'] as const
const sessions = ['s1', 's2', 's3', 's4', 's5'] as const
const devices = [null, null, 'phone', 'laptop'] as const
const features = [null, 'chat', 'feed', '__proto__'] as const
const types: readonly ControlType[] = [
  'session.start',
  'session.start',
  'session.start',
  'session.ping',
  'session.ping',
  'session.ping',
  'session.end',
  'session.recover',
  'nav.feature.enter',
  'nav.feature.leave',
]

const must = (holds: boolean, broken: string): void => {
  if (!holds) throw new Error(broken)
}

const snapshot = (h: Harness) =>
  structuredClone({ live: [...h.store.live], ended: [...h.store.ended], aliases: [...h.store.aliases], counters: h.counters })

describe('sessions', () => {
  test('[TS11] a second tab of a device resumes: one session, reached under either id', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 'tab1', { device_id: 'phone' })
    h.control('session.start', 'ann', 'tab2', { device_id: 'phone' })
    expect(h.counters).toMatchObject({ online_now: 1, active_sessions: 1 })
    h.now += 50_000
    expect(h.control('session.ping', 'ann', 'tab2')).toBe('acted')
    h.now += 50_000
    h.sweep()
    expect(h.counters.active_sessions).toBe(1)
    h.control('session.end', 'ann', 'tab2')
    expect(h.counters.active_sessions).toBe(0)
    expect(h.store.versions.size).toBe(1)
  })

  test('[TS11] without a device two ids are two sessions; another actor with the same ids is another session', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1')
    h.control('session.start', 'ann', 's2')
    h.control('session.start', 'bob', 's1', { device_id: 'phone' })
    h.control('session.start', 'cleo', 's1', { device_id: 'phone' })
    expect(h.counters).toMatchObject({ online_now: 3, active_sessions: 4 })
  })

  test('[TS12] a start of an ended session opens the same row again; a repeat of an old start does not', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1', { id: 'first' })
    const startedAt = h.now
    h.control('session.end', 'ann', 's1', { id: 'last' })
    h.control('session.start', 'ann', 's1', { id: 'first' })
    expect(h.counters.active_sessions).toBe(0)
    h.now += 86_400_000
    h.control('session.start', 'ann', 's1', { id: 'second' })
    expect(h.store.live.get(pairKey('ann', 's1'))).toMatchObject({ startedAt, status: 'live' })
    h.control('session.end', 'ann', 's1', { id: 'last' })
    expect(h.counters.active_sessions, '[TS13] a repeated end does not close the reopened session').toBe(1)
    expect(h.store.versions.size).toBe(1)
  })

  test('[TS17] recover reopens a time-out less than 10 min old, never an end', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1')
    const startedAt = h.now
    h.now += ttlMs + 3_000
    h.sweep()
    expect(h.store.ended.get(pairKey('ann', 's1'))).toMatchObject({ endReason: 'timeout', endedAt: startedAt + ttlMs })
    h.now = startedAt + ttlMs + limits.recoverWindowMs - 1
    expect(h.control('session.recover', 'ann', 's1')).toBe('acted')
    expect(h.counters.active_sessions).toBe(1)
    const again = h.now
    h.now += ttlMs
    h.sweep()
    h.now = again + ttlMs + limits.recoverWindowMs
    expect(h.control('session.recover', 'ann', 's1')).toBe('no_effect')
    h.control('session.start', 'ann', 's1')
    h.control('session.end', 'ann', 's1')
    expect(h.control('session.recover', 'ann', 's1')).toBe('no_effect')
    expect(h.store.versions.size).toBe(1)
  })

  test('[TS11] a recover never makes a second live session on a device: it resumes the one there', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1', { device_id: 'phone' })
    h.now += ttlMs
    h.sweep()
    h.control('session.start', 'ann', 's2', { device_id: 'phone' })
    h.control('session.recover', 'ann', 's1')
    expect(h.counters.active_sessions).toBe(1)
    expect(liveSession(h.state, 'ann', 's1')?.sessionId).toBe('s2')
  })

  test('[TS14] a ping moves the time-out, ended_at is the last sign of life plus the ttl', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1')
    h.now += 59_999
    h.control('session.ping', 'ann', 's1')
    const seen = h.now
    expect(nextSessionDue(h.state)).toBe(seen + ttlMs)
    h.now = seen + ttlMs - 1
    h.sweep()
    expect(h.counters.online_now).toBe(1)
    h.now += 1
    h.sweep()
    expect(h.counters.online_now).toBe(0)
    expect(h.store.reported.get(pairKey('ann', 's1'))).toMatchObject({ endedAt: seen + ttlMs, lastSeenAt: seen, endReason: 'timeout' })
  })

  test('[TS14] what a socket heard counts at the sweep', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1')
    h.now += ttlMs + 1
    const heard = h.now - 10_000
    h.sweep(() => heard)
    expect(h.store.live.get(pairKey('ann', 's1'))?.lastSeenAt).toBe(heard)
    expect(nextSessionDue(h.state)).toBe(heard + ttlMs)
  })

  test('[TS15] a long session is reported at least every 30 minutes', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1')
    let last = h.now
    let version = h.store.versions.get(pairKey('ann', 's1'))
    for (let i = 0; i < 200; i++) {
      h.now += 30_000
      h.control('session.ping', 'ann', 's1')
      const reported = h.store.versions.get(pairKey('ann', 's1'))
      if (reported !== version) last = h.now
      version = reported
      expect(h.now - last).toBeLessThan(1_800_000)
    }
  })

  test('[TS15] a sign of life that nothing follows is reported before it is 30 minutes old', () => {
    const h = new Harness()
    const long = 3_600_000
    const control = { type: 'session.start', actor_id: 'ann', session_id: 's1', device_id: null, feature: null } as const
    h.input({ type: 'control', control, eventId: 'a', bot: false, ttlMs: long, ended: null })
    const start = h.now
    h.now += 200_000
    h.input({ type: 'control', control: { ...control, type: 'session.ping' }, eventId: null, bot: false, ttlMs: long, ended: null })
    const seen = h.now
    expect(nextSessionDue(h.state)).toBe(start + limits.reportLatestMs)
    h.now = start + limits.reportLatestMs
    h.sweep()
    expect(h.store.reported.get(pairKey('ann', 's1'))).toMatchObject({ lastSeenAt: seen, status: 'live' })
  })

  test('[TS18] features: enter moves, leave clears only the current one, a repeat of an old enter does nothing', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1')
    h.control('nav.feature.enter', 'ann', 's1', { feature: 'chat', id: 'enter' })
    expect(h.counters.users_by_feature).toEqual({ chat: 1 })
    h.control('nav.feature.enter', 'ann', 's1', { feature: 'feed' })
    h.control('nav.feature.leave', 'ann', 's1', { feature: 'chat' })
    h.control('nav.feature.enter', 'ann', 's1', { feature: 'chat', id: 'enter' })
    expect(h.counters.users_by_feature).toEqual({ feed: 1 })
    h.control('nav.feature.leave', 'ann', 's1', { feature: 'feed' })
    expect(h.counters.users_by_feature).toEqual({})
  })

  test('[TS18] two sessions of one actor in one feature are one user', () => {
    const h = new Harness()
    for (const s of ['s1', 's2']) h.control('session.start', 'ann', s, { feature: 'chat' })
    expect(h.counters).toMatchObject({ online_now: 1, active_sessions: 2, users_by_feature: { chat: 1 } })
    h.control('session.end', 'ann', 's1')
    expect(h.counters).toMatchObject({ online_now: 1, active_sessions: 1, users_by_feature: { chat: 1 } })
  })

  test('[TS19] bots are not counted; a label reverses that at once, and taking it back restores it', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1', { bot: true, feature: 'chat' })
    expect(h.counters).toMatchObject({ online_now: 0, active_sessions: 0, users_by_feature: {} })
    h.input({ type: 'label', actorId: 'ann', bot: false })
    expect(h.counters).toMatchObject({ online_now: 1, active_sessions: 1, users_by_feature: { chat: 1 } })
    expect(h.store.reported.get(pairKey('ann', 's1'))?.bot).toBe(false)
    h.input({ type: 'label', actorId: 'ann', bot: null })
    expect(h.counters).toMatchObject({ online_now: 0, active_sessions: 0 })
  })

  test('[TS19] a label given while a session was ended holds when it is opened again', () => {
    const h = new Harness()
    h.control('session.start', 'ann', 's1')
    h.control('session.end', 'ann', 's1')
    h.input({ type: 'label', actorId: 'ann', bot: true })
    h.control('session.start', 'ann', 's1')
    expect(h.counters.online_now).toBe(0)
  })
})
