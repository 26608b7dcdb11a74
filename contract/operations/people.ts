/** Everything that people do with their own accounts, in the order of the document. */
import type { Operation } from '../operation.ts'
import { peopleAccountOperations } from './people-account.ts'
import { peopleDiscoveryOperations } from './people-discovery.ts'
import { peopleSessionsOperations } from './people-sessions.ts'
import { peopleSignInOperations } from './people-sign-in.ts'

export const peopleOperations: readonly Operation[] = [
  ...peopleSignInOperations,
  ...peopleAccountOperations,
  ...peopleSessionsOperations,
  ...peopleDiscoveryOperations,
]
