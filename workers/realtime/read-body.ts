/** The body of this door's writes. */
import { bodyReader } from '../shared/http/read-body.ts'
import type { RealtimeBindings } from './realtime-env.ts'

export const readBody = bodyReader<RealtimeBindings>()
