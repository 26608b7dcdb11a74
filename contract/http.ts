/** Every public operation of the API. A route that is not here is not public; the tests hold the doors to it, both ways. */
import type { Operation } from './operation.ts'
import { eventsOperations } from './operations/events.ts'
import { metricsOperations } from './operations/metrics.ts'
import { opsOperations } from './operations/ops.ts'
import { platformOperations } from './operations/platform.ts'
import { quarantineOperations } from './operations/quarantine.ts'
import { telemetrySocketOperations } from './operations/telemetry-socket.ts'

export const operations: readonly Operation[] = [
  ...eventsOperations,
  ...quarantineOperations,
  ...metricsOperations,
  ...telemetrySocketOperations,
  ...opsOperations,
  ...platformOperations,
]
