/** The contract of the event store: what must hold on every engine behind the two ports. */
import { measuresContract } from './event-store-measures.suite.ts'
import { meaningContract } from './event-store-meaning.suite.ts'
import { readingContract } from './event-store-reading.suite.ts'
import { sessionsContract } from './event-store-sessions.suite.ts'
import { typesContract } from './event-store-types.suite.ts'
import { writingContract } from './event-store-writing.suite.ts'
import type { EventStoreUnderTest } from './under-test.ts'

export const eventStoreContract = (name: string, make: () => EventStoreUnderTest): void => {
  writingContract(name, make)
  readingContract(name, make)
  sessionsContract(name, make)
  typesContract(name, make)
  measuresContract(name, make)
  meaningContract(name, make)
}
