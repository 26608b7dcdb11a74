/** The 202: a receipt per event sent, and their sum. */
import type { IngestAnswer, Receipt } from '../../contract/events.ts'
import type { AcceptItem, Verdict } from '../../contract/telemetry.ts'

/** `verdicts` in the order of `items`. */
export const ingestAnswer = (items: readonly AcceptItem[], verdicts: readonly Verdict[]): IngestAnswer => {
  const answer = { accepted: 0, duplicates: 0, quarantined: 0, events: [] as Receipt[] }
  for (const [index, item] of items.entries()) {
    const verdict = verdicts[index]
    // An item without a verdict was not promised to anyone; answering it would be a lie.
    if (verdict === undefined) throw new Error(`no verdict for item ${index}`)
    answer.events.push({
      index,
      id: verdict.id ?? item.id,
      status: verdict.status,
      ...(verdict.code === undefined ? {} : { code: verdict.code }),
    })
    if (verdict.status === 'accepted') answer.accepted++
    if (verdict.status === 'duplicate') answer.duplicates++
    if (verdict.status === 'quarantined') answer.quarantined++
  }
  return answer
}
