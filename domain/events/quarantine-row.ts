/** The row of an event that is not admitted: as it was sent, and why it is none. */
import type { QuarantineRow } from '../../contract/facts.ts'
import type { Refusal } from './admit.ts'
import type { Candidate } from './candidate.ts'
import type { JsonText } from './json-value.ts'
import { jsonText } from './json-value.ts'

/** UTF-8 bytes of an event that quarantine keeps. */
const keptBytes = 65_536

/** A `QuarantineRow` as JSON text. */
export const quarantineRowText = (id: string, receivedAt: number, refusal: Refusal, candidate: Candidate): string => {
  const raw = storable(sentText(candidate))
  const row: QuarantineRow = [id, receivedAt, refusal.code, [...refusal.errors], raw.text, raw.cut ? 1 : 0]
  return JSON.stringify(row)
}

const sentText = ({ text, sent, input }: Candidate): JsonText => (text === undefined ? jsonText(sent ?? input) : { text, cut: false })

/** Cut to what is kept. A text that was never JSON may hold what no store keeps; that is replaced by U+FFFD. */
const storable = ({ text, cut }: JsonText): JsonText => {
  const clean = text.toWellFormed().replaceAll('\u0000', '\uFFFD')
  if (clean.length * 3 <= keptBytes || Buffer.byteLength(clean) <= keptBytes) return { text: clean, cut }
  const kept = Buffer.from(clean).subarray(0, keptBytes).toString('utf8')
  return { text: kept.replace(/\uFFFD$/, ''), cut: true }
}
