/** The other half of the matrix: every operation works for whom it is, on an object of theirs. Each on a tenant of its own. */
import { afterAll, describe, expect, test, vi } from 'vitest'
import { operations } from '../../../contract/http.ts'
import { call } from '../gateway-harness.ts'
import { entryOf } from './objects.ts'
import { ownCaller } from './own-caller.ts'
import { answersOf, bodyFor, perform, requestFor } from './perform.ts'
import { makeTenant } from './tenant.ts'

/** With another signing key, isolates ask for the key set again, a few seconds later at most. */
const replacesKey = (path: string): boolean => path.endsWith('/signing-keys/replace')
const inOrder = operations.toSorted((left, right) => Number(replacesKey(left.path)) - Number(replacesKey(right.path)))

describe.each(inOrder)('$method $path', (operation) => {
  test('is open to whom it is for', async () => {
    const tenant = await makeTenant('itself')
    const request = { ...(await requestFor(operation, tenant)), body: await bodyFor(operation, tenant, 'own') }
    const seen = await perform(operation, request, ownCaller(operation, tenant))
    expect(entryOf(operation).own ?? answersOf(operation), seen?.text).toContain(seen?.status)
  })
})

afterAll(async () => {
  const { userSignIn } = await makeTenant('itself')
  await vi.waitUntil(async () => (await call('GET', '/v1/me', { auth: userSignIn.auth })).ok, { timeout: 10_000 })
})
