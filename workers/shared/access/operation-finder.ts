/** From a request to the operation of the contract that it is, asked of the router itself so that the two can not drift. */
import type { Hono } from 'hono'
import type { Operation } from '../../../contract/operation.ts'
import { patternOf } from '../unrouted.ts'
import type { DoorBindings, DoorEnv } from '../door-env.ts'

/** Operations by `METHOD /pattern`, as the router names them. */
const byRoute = (operations: readonly Operation[]): ReadonlyMap<string, Operation> =>
  new Map(operations.map((each) => [`${each.method.toUpperCase()} ${each.path.replaceAll(/\{(\w+)\}/g, ':$1')}`, each]))

export const operationFinder = <B extends DoorBindings>(
  app: Hono<DoorEnv<B>>,
  operations: readonly Operation[],
): ((method: string, path: string) => Operation | null) => {
  const routes = byRoute(operations)
  return (method, path) => {
    const pattern = patternOf(app, method, path)
    return pattern === null ? null : (routes.get(`${method === 'HEAD' ? 'GET' : method} ${pattern.replaceAll(/\{[^}]*\}/g, '')}`) ?? null)
  }
}
