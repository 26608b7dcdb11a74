/** From the bytes of a body to candidates, by format. Only what can not be read at all fails here. */
import { assertNever } from '../../contract/assert-never.ts'
import type { Result } from '../../contract/errors.ts'
import type { Batch, Candidate } from './candidate.ts'
import { decodeText } from './body.ts'
import { binaryCloudEvent, structuredCloudEvent } from './cloud-events.ts'
import { readEnvelope, sized, tooManyEvents, wrongShape } from './envelope.ts'
import type { Format } from './format.ts'
import { eventLimits } from '../../contract/events.ts'
import { isJsonObject } from './json-value.ts'

export const readBatch = (format: Format, headers: Headers, bytes: Uint8Array): Result<Batch> => {
  if (format === 'cloudevent_binary') return one(binaryCloudEvent(headers, bytes))
  const text = decodeText(bytes)
  if (!text.ok) return text
  if (format === 'ndjson') return readLines(text.value)
  const json = parseJson(text.value)
  if (!json.ok) return json
  switch (format) {
    case 'json':
      return readEnvelope(json.value)
    case 'cloudevent':
      return isJsonObject(json.value)
        ? one({ ok: true, value: structuredCloudEvent(json.value) })
        : wrongShape('The body is one CloudEvent.')
    case 'cloudevents_batch':
      if (!Array.isArray(json.value)) return wrongShape('The body is an array of CloudEvents.')
      return sized({ candidates: json.value.map(structuredCloudEvent), sentAt: null })
    default:
      return assertNever(format)
  }
}

/** The parser's own words name only a position and the text around it, both the caller's. */
export const parseJson = (text: string): Result<unknown> => {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false, error: { code: 'invalid_json', detail: 'The body is not valid JSON.' } }
  }
}

const one = (candidate: Result<Candidate>): Result<Batch> =>
  candidate.ok ? { ok: true, value: { candidates: [candidate.value], sentAt: null } } : candidate

/** A line is an event; a bad line is one bad event. Blank lines are no events and have no index. */
const readLines = (text: string): Result<Batch> => {
  const candidates: Candidate[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    if (candidates.length === eventLimits.eventsPerRequest) return { ok: false, error: tooManyEvents }
    candidates.push(readLine(line))
  }
  return { ok: true, value: { candidates, sentAt: null } }
}

const readLine = (line: string): Candidate => {
  const json = parseJson(line)
  if (json.ok) return { input: json.value }
  return { input: undefined, text: line, issues: [{ path: '', code: 'invalid_json', message: 'the line is not valid JSON' }] }
}
