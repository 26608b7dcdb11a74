/**
 * Writing a queue body. Apart from `facts.ts`, so that the door which only writes does not carry the schemas of reading.
 */
import type { FactMessage } from './facts.ts'

/** At most this many UTF-8 bytes go into one message: Queues take 128 KB. */
export const factMessageBytes = 96_000

export const encodeFacts = (m: FactMessage): string => `${JSON.stringify(m.header)}\n${m.events}\n${m.quarantine}\n${m.sessions}`
