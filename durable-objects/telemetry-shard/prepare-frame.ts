/** Placeholder until the domain's preparation is there. */
import type { PrepareEvents } from './telemetry-sockets.ts'

export const prepareFrame: PrepareEvents = () => {
  throw new Error('not yet')
}
