/** The credential of a tenant that an operation is for. */
import { assertNever } from '../../../contract/assert-never.ts'
import type { Operation } from '../../../contract/operation.ts'
import { bearer } from '../../support/people.ts'
import { opsAuth } from '../gateway-harness.ts'
import type { Presented } from './callers.ts'
import type { Tenant } from './tenant.ts'

const asPerson = (token: string): Presented => ({ headers: bearer(token), protocol: `prost.v1, bearer.${token}` })

export const ownCaller = ({ access }: Operation, tenant: Tenant): Presented => {
  const publicHalf = { 'X-Prost-App-Key': tenant.key }
  switch (access.by) {
    case 'none':
    case 'lab':
      return { headers: {}, protocol: null }
    case 'public_key':
    case 'realm':
      return { headers: publicHalf, protocol: `prost.v1, key.${tenant.key}` }
    case 'secret_key':
      return { headers: tenant.auth, protocol: null }
    case 'user':
      return asPerson(tenant.userSignIn.token)
    case 'console':
    case 'operator':
      return asPerson(tenant.ownerSignIn.token)
    case 'ops':
      return { headers: opsAuth, protocol: null }
    default:
      return assertNever(access)
  }
}
