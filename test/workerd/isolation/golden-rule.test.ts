/** The golden rule: the app is what the credential says. Naming one is refused at every operation, even one's own. */
import { describe, expect, test } from 'vitest'
import { operations } from '../../../contract/http.ts'
import type { Operation } from '../../../contract/operation.ts'
import { ownCaller } from './own-caller.ts'
import { perform, requestFor } from './perform.ts'
import { makeTenant } from './tenant.ts'

const naming = (operation: Operation, name: string, value: string): Operation => ({
  ...operation,
  example: { ...operation.example, query: { ...operation.example?.query, [name]: value } },
})

const forbidden = { status: 400, code: 'app_id_forbidden' }

describe.each(operations)('$method $path', (operation) => {
  test.each(['app_id', 'tenant_id'])('[§1] refuses a query with %s', async (name) => {
    const tenant = await makeTenant('itself')
    const request = await requestFor(operation, tenant)
    const named = naming(operation, name, tenant.app.app_id)
    expect(await perform(named, request, ownCaller(operation, tenant))).toMatchObject(forbidden)
  })
})

const withBody = operations.filter(({ body }) => body?.content['application/json'] !== undefined)

describe.each(withBody)('$method $path', (operation) => {
  test.each(['app_id', 'tenant_id'])('[§1] refuses a body with %s', async (name) => {
    const tenant = await makeTenant('itself')
    const { params, body } = await requestFor(operation, tenant)
    const named = { ...Object(body), [name]: tenant.app.app_id }
    expect(await perform(operation, { params, body: named }, ownCaller(operation, tenant))).toMatchObject(forbidden)
  })
})
