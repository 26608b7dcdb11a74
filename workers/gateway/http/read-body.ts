/** The body of the gateway's writes. */
import { bodyReader } from '../../shared/http/read-body.ts'
import type { GatewayBindings } from '../bindings.ts'

export const readBody = bodyReader<GatewayBindings>()
