/**
 * The isolation matrix: every operation of the contract (which is what the OpenAPI document is made of) called with every foreign
 * credential kind. [F8] No app can read, infer or affect another app's data. Who gets what is `expected.ts`.
 */
import { env } from 'cloudflare:workers'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { operations } from '../../../contract/http.ts'
import type { Operation } from '../../../contract/operation.ts'
import { call } from '../gateway-harness.ts'
import { foreignCallers } from './callers.ts'
import type { ForeignCaller } from './callers.ts'
import { expected } from './expected.ts'
import type { Expected } from './expected.ts'
import { rowsOf } from './footprint.ts'
import type { Footprint } from './footprint.ts'
import { entryOf, isListed } from './objects.ts'
import { answersOf, anyStatusOf, bodyFor, perform, requestFor } from './perform.ts'
import type { Request, Seen } from './perform.ts'
import { makeTenant } from './tenant.ts'
import type { Tenant } from './tenant.ts'

const inProduction = operations.filter((operation) => !isListed(operation) || entryOf(operation).onlyInDevelopment !== true)

let a: Tenant
let callers: readonly ForeignCaller[]
const requests = new Map<Operation, Request>()
let untouched: Footprint
const tally = { operations: 0, cells: 0, leaks: 0 }

beforeAll(async () => {
  a = await makeTenant('app-a')
  callers = await foreignCallers(a, await makeTenant('app-b'))
  for (const operation of operations.filter(isListed)) requests.set(operation, await requestFor(operation, a))
  untouched = await rowsOf(a)
  await untilRevoked()
}, 60_000)

/** An isolate may hold its list of ended sessions for a few seconds. */
const untilRevoked = async (): Promise<void> => {
  const ended = callers.find(({ name }) => name === 'token: revoked session')
  const [anyOfOwners] = operations.filter(({ access, path }) => access.by === 'operator' && path.endsWith('/metrics'))
  const presented = anyOfOwners && (await ended?.present(anyOfOwners))
  await vi.waitFor(
    async () => {
      const answer = await call('GET', `/v1/apps/${a.app.app_id}/metrics`, { auth: presented?.headers ?? {} })
      expect(answer.status).toBe(401)
    },
    { timeout: 6_000, interval: 50 },
  )
}

/** Users of A know its name, and so does whoever has a role in it, where no role is asked for. */
const knowsOf = (operation: Operation, caller: ForeignCaller): boolean =>
  caller.class === 'neighbour' || (caller.class === 'operator_with_small_role' && operation.access.by !== 'operator')

const leaks = (operation: Operation, { text }: Seen, caller: ForeignCaller): boolean =>
  text.includes(a.userMarker) || (!knowsOf(operation, caller) && (text.includes(a.marker) || text.includes(a.app.app_id)))

/** In words what is wrong with a cell; null when nothing is. */
const faultOf = (operation: Operation, wanted: Exclude<Expected, 'no_cell'>, seen: Seen, caller: ForeignCaller): string | null => {
  const told = `answered ${seen.status} ${seen.code ?? ''}`
  if (wanted === 'anyone') return anyStatusOf(operation).includes(seen.status) ? null : told
  if (wanted !== 'own_world') return seen.status === wanted.status && seen.code === wanted.code ? null : `${told}, not ${wanted.code}`
  const entry = entryOf(operation)
  if (entry.params !== undefined && entry.foreign !== 'their own') {
    const away = caller.class === 'neighbour' ? (entry.neighbours ?? 404) : 404
    return seen.status === away ? null : `${told} for an object of A`
  }
  const strict = operation.access.by === 'secret_key' || operation.access.by === 'operator'
  return (strict ? (entry.own ?? answersOf(operation)) : anyStatusOf(operation)).includes(seen.status) ? null : told
}

/** One cell; null where there is no such call. */
const cellOf = async (operation: Operation, caller: ForeignCaller): Promise<Seen | null> => {
  const presented = await caller.present(operation)
  const request = requests.get(operation)
  if (presented === null || request === undefined) return null
  return perform(operation, { ...request, body: await bodyFor(operation, a) }, presented)
}

const faultsOf = async (operation: Operation): Promise<string[]> => {
  entryOf(operation)
  const faults: string[] = []
  for (const caller of callers) {
    const wanted = expected(operation, caller.class)
    const seen = wanted === 'no_cell' ? null : await cellOf(operation, caller)
    if (wanted === 'no_cell' || seen === null) continue
    tally.cells += 1
    const fault = faultOf(operation, wanted, seen, caller)
    if (fault !== null) faults.push(`${caller.name}: ${fault}`)
    if (!leaks(operation, seen, caller)) continue
    tally.leaks += 1
    faults.push(`${caller.name}: LEAKS ${seen.text}`)
  }
  return faults
}

describe.each(inProduction)('$method $path', (operation) => {
  test('[F8] takes no foreign credential and tells nothing of A', { timeout: 120_000 }, async () => {
    tally.operations += 1
    expect(await faultsOf(operation)).toEqual([])
  })
})

test('[§1] a missing scope is named', async () => {
  const scopeless = callers.find((caller) => caller.class === 'scopeless_key')
  for (const operation of operations.filter(({ access }) => access.by === 'secret_key' || access.by === 'public_key')) {
    const seen = scopeless && (await cellOf(operation, scopeless))
    expect(seen?.detail).toContain('scope' in operation.access ? operation.access.scope : '?')
  }
})

test('[§1] an unknown key, a wrong secret, another app’s secret, a revoked and a rotated one are refused in the same words', async () => {
  const bad = callers.filter((caller) => caller.class === 'bad_key')
  expect(bad.length).toBeGreaterThanOrEqual(6)
  const [operation] = operations.filter(({ access }) => access.by === 'secret_key')
  const seen = operation === undefined ? [] : await Promise.all(bad.map((caller) => cellOf(operation, caller)))
  expect(new Set(seen.map((one) => `${one?.status} ${one?.code} ${one?.detail}`)).size).toBe(1)
})

test('[F8] after all of that, A has every row as it was and none more', async () => {
  expect(await rowsOf(a)).toEqual(untouched)
})

test('the matrix is complete', () => {
  console.log(
    `isolation matrix: ${tally.operations} operations × ${callers.length} credential kinds = ${tally.cells} cells, ${tally.leaks} leaks`,
  )
  expect(tally.operations).toBe(inProduction.length)
  expect(tally.leaks).toBe(0)
})

afterAll(async () => {
  // Other files of this isolate must not meet these keys.
  await env.KERNEL_DB.prepare('UPDATE apps SET archived_at = ? WHERE app_id = ?').bind(Date.now(), a.app.app_id).run()
})
