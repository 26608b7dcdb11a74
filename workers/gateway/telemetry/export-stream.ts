/**
 * An export as a stream of text, page by page as the client takes it: never the whole in memory.
 * A page that can not be read breaks the stream off with an error, so that half an export never looks whole.
 */
import type { StoredEvent } from '../../../contract/events.ts'
import { csvLine } from './csv.ts'

export type ExportFormat = { readonly type: string; readonly head: string; readonly line: (event: StoredEvent) => string }

const columns = [
  'id',
  'type',
  'actor_id',
  'actor_type',
  'action',
  'session_id',
  'device_id',
  'feature',
  'occurred_at',
  'received_at',
  'skew_ms',
  'skewed',
  'bot',
  'data',
  'context',
] as const satisfies readonly (keyof StoredEvent)[]

export const exportFormats = {
  ndjson: { type: 'application/x-ndjson; charset=utf-8', head: '', line: (event) => `${JSON.stringify(event)}\n` },
  csv: {
    type: 'text/csv; charset=utf-8; header=present',
    head: csvLine(columns),
    line: (event) =>
      csvLine(
        columns.map((column) => {
          const value = event[column]
          return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
        }),
      ),
  },
} as const satisfies Record<string, ExportFormat>

/** Reads the first page before it answers, so that a store that is down is an error answer and not a broken download. */
export const exportStream = async (
  pages: AsyncIterable<readonly StoredEvent[]>,
  format: ExportFormat,
): Promise<ReadableStream<Uint8Array>> => {
  const encoder = new TextEncoder()
  const iterator = pages[Symbol.asyncIterator]()
  let next = await iterator.next()
  const text = (page: readonly StoredEvent[]): Uint8Array => encoder.encode(page.map(format.line).join(''))
  return new ReadableStream<Uint8Array>({
    start(controller) {
      if (format.head !== '') controller.enqueue(encoder.encode(format.head))
    },
    async pull(controller) {
      while (next.done !== true && next.value.length === 0) next = await iterator.next()
      if (next.done === true) return controller.close()
      controller.enqueue(text(next.value))
      next = await iterator.next()
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
