/** Operator views: what an app does with its secret key, an operator does under `/v1/apps/{app_id}` with a role in that app. */
import * as z from 'zod'
import { appId } from './ids.ts'
import type { Operation } from './operation.ts'
import { administrators, analysts } from './roles.ts'

const exampleApp = '01939b7e-0000-7000-8000-00000000a001'

/** The same operation for operators; null for those that only keys can call. Reading takes an analyst, writing an administrator. */
export const mirrorOf = (operation: Operation): Operation | null => {
  const { access, example, params = z.object({}) } = operation
  if (access.by !== 'secret_key') return null
  return {
    ...operation,
    operationId: `app${operation.operationId.charAt(0).toUpperCase()}${operation.operationId.slice(1)}`,
    path: `/v1/apps/{app_id}${operation.path.slice('/v1'.length)}`,
    access: { by: 'operator', roles: access.roles ?? (operation.method === 'get' ? analysts : administrators) },
    params: params.extend({ app_id: appId }),
    example: { ...example, params: { ...example?.params, app_id: exampleApp } },
  }
}

/** Each operation, followed by its mirror. */
export const withMirrors = (operations: readonly Operation[]): readonly Operation[] =>
  operations.flatMap((operation) => [operation, mirrorOf(operation)].filter((each) => each !== null))
