/**
 * Whether every part the platform stands on answers. Each question is bounded in time and its answer kept for a moment,
 * so that asking often costs little. Tells states and ages, no names of machines, no messages.
 */
import type { Component, ComponentStatus, Readiness as ReadinessAnswer } from '../../contract/operations/platform.ts'
import { eventShards } from '../../storage/events/pool.ts'
import { newestSnapshotAt, ping } from '../../storage/health.ts'
import type { GatewayBindings } from './bindings.ts'
import { Refusal } from './access/refusal.ts'
import { within } from '../shared/within.ts'

const memoMs = 1_000
/** Reads a row per app, so it is asked less often. */
const rollupMemoMs = 5_000
const downAfterMs = 2_000
const degradedAfterMs = 1_000
/** The rollup writes when facts come; older than this it is idle or gone, and silence is not a promise. */
const rollupFreshMs = 120_000

export class Readiness {
  readonly #now: () => number
  readonly #refusal: Pick<Refusal, 'faults'>
  readonly #lastOk = new Map<string, number>()
  #answer: { readonly at: number; readonly value: ReadinessAnswer } | null = null
  #newest: { readonly at: number; readonly value: number | null } | null = null

  constructor(now: () => number, refusal: Pick<Refusal, 'faults'> = new Refusal(now)) {
    this.#now = now
    this.#refusal = refusal
  }

  async check(env: GatewayBindings): Promise<ReadinessAnswer> {
    if (this.#answer !== null && this.#now() - this.#answer.at < memoMs) return this.#answer.value
    const components = await Promise.all([
      this.#probe('configuration', () => this.#configured(env)),
      this.#probe('kernel_db', () => ping(env.KERNEL_DB)),
      ...eventShards(env).map((db, index) => this.#probe(`events_db_${String(index).padStart(2, '0')}`, () => ping(db))),
      this.#probe('ingest', () => healthy(env.INGEST)),
      this.#probe('sync', () => healthy(env.SYNC)),
      this.#probe('realtime', () => healthy(env.REALTIME)),
      this.#probe('media', () => healthy(env.SYNC, '/readyz')),
      this.#rollup(env),
    ])
    const value: ReadinessAnswer = { status: worst(components), components }
    this.#answer = { at: this.#now(), value }
    return value
  }

  async #probe(name: string, work: () => Promise<void>): Promise<Component> {
    const startedAt = this.#now()
    const done = await within(downAfterMs, work)
    const at = this.#now()
    if (done.ok) this.#lastOk.set(name, at)
    const lastOk = this.#lastOk.get(name)
    const slow = at - startedAt > degradedAfterMs
    return { name, status: done.ok ? (slow ? 'degraded' : 'ok') : 'down', age_s: lastOk === undefined ? null : seconds(at - lastOk) }
  }

  async #configured(env: GatewayBindings): Promise<void> {
    const faults = await this.#refusal.faults(env)
    if (faults.length > 0) throw new Error(`${faults.length} faults of configuration`)
  }

  async #rollup(env: GatewayBindings): Promise<Component> {
    const newest = await this.#newestSnapshot(env)
    const age = newest === null ? null : Math.max(0, this.#now() - newest)
    const status: ComponentStatus = age !== null && age <= rollupFreshMs ? 'ok' : 'unknown'
    return { name: 'rollup', status, age_s: age === null ? null : seconds(age) }
  }

  async #newestSnapshot(env: GatewayBindings): Promise<number | null> {
    if (this.#newest !== null && this.#now() - this.#newest.at < rollupMemoMs) return this.#newest.value
    const asked = await within(downAfterMs, () => Promise.all(eventShards(env).map(newestSnapshotAt)))
    const times = asked.ok ? asked.value.filter((at) => at !== null) : []
    const value = times.length === 0 ? null : Math.max(...times)
    this.#newest = { at: this.#now(), value }
    return value
  }
}

const healthy = async (door: Pick<Fetcher, 'fetch'>, path: '/healthz' | '/readyz' = '/healthz'): Promise<void> => {
  const answer = await door.fetch(`http://door${path}`)
  await answer.body?.cancel()
  if (!answer.ok) throw new Error(`a door answered ${path} with ${answer.status}`)
}

const worst = (components: readonly Component[]): ReadinessAnswer['status'] => {
  if (components.some(({ status }) => status === 'down')) return 'down'
  return components.some(({ status }) => status === 'degraded') ? 'degraded' : 'ok'
}

const seconds = (ms: number): number => Math.round(ms / 100) / 10
