/** `Idempotency-Key` on the gateway's writes. */
import type { MiddlewareHandler } from 'hono'
import { idempotentAt } from '../../shared/http/idempotent.ts'
import type { ApiEnv, GatewayBindings } from '../bindings.ts'
import type { GatewayDeps } from '../deps.ts'

export const idempotent = (deps: Pick<GatewayDeps, 'now'>): MiddlewareHandler<ApiEnv> => idempotentAt<GatewayBindings>(deps)
