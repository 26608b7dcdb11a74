/** W3C Trace Context: continues a caller's trace with a span of our own. https://www.w3.org/TR/trace-context/ */

export type TraceContext = { readonly traceId: string; readonly spanId: string; readonly flags: string }

/** Version 00, and later versions by their first four fields. */
const pattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:$|-)/

/** The caller's trace with a new span; null when there is none, or none that can be read. */
export const continueTrace = (traceparent: string | undefined): TraceContext | null => {
  const [, traceId, flags] = pattern.exec(traceparent ?? '') ?? []
  if (traceId === undefined || flags === undefined) return null
  return { traceId, flags, spanId: newSpanId() }
}

export const traceparentOf = (trace: TraceContext): string => `00-${trace.traceId}-${trace.spanId}-${trace.flags}`

const newSpanId = (): string => crypto.randomUUID().replaceAll('-', '').slice(-16)
