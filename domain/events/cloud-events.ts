/**
 * CloudEvents 1.0 as our events. Core attributes and the extensions that name our fields are translated;
 * everything else is kept in `context.cloudevent`. Nothing of a CloudEvent is lost.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md and its JSON format and HTTP binding
 */
import * as z from 'zod'
import type { Result } from '../../contract/errors.ts'
import { issuesOf } from '../../contract/issues.ts'
import { decodeText } from './body.ts'
import type { Candidate } from './candidate.ts'
import { mediaTypeOf } from './format.ts'
import { isJsonObject } from './json-value.ts'
import type { JsonObject } from './json-value.ts'

/** Extensions may be numbers in JSON; ours are text. */
const extension = z.union([z.string(), z.int()]).transform(String).optional()

const attributeName = /^(?:[a-z0-9]+|data_base64)$/

const cloudEvent = z
  .looseObject({
    specversion: z.literal('1.0'),
    id: z.string().min(1),
    source: z.string().min(1),
    type: z.string().min(1),
    subject: z.string().min(1).optional(),
    time: z.string().optional(),
    datacontenttype: z.string().optional(),
    dataschema: z.string().optional(),
    data: z.unknown().optional(),
    data_base64: z.base64().optional(),
    actorid: extension,
    actortype: extension,
    sessionid: extension,
    deviceid: extension,
    feature: extension,
    action: extension,
  })
  .refine((event) => Object.keys(event).every((name) => attributeName.test(name)), {
    error: 'attribute names are lower-case letters and digits',
  })
  .refine((event) => event.data === undefined || event.data_base64 === undefined, { path: ['data_base64'], error: 'data is given too' })
type CloudEvent = z.infer<typeof cloudEvent>

/** One CloudEvent in its JSON format. An attribute that is null counts as absent. */
export const structuredCloudEvent = (sent: unknown): Candidate => {
  const present = isJsonObject(sent) ? Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null)) : sent
  const parsed = cloudEvent.safeParse(present)
  if (!parsed.success) return { input: sent, sent, issues: issuesOf(parsed.error) }
  return { input: translated(parsed.data, isJsonObject(present) ? present['data'] : undefined), sent }
}

/** Binary mode: attributes in `ce-` headers, the body is the data, its type the content type. */
export const binaryCloudEvent = (headers: Headers, bytes: Uint8Array): Result<Candidate> => {
  const contentType = headers.get('Content-Type')
  const data = binaryData(mediaTypeOf(contentType).type, bytes)
  if (!data.ok) return data
  const described = contentType === null ? {} : { datacontenttype: contentType }
  return { ok: true, value: structuredCloudEvent({ ...headerAttributes(headers), ...described, ...data.value }) }
}

const headerAttributes = (headers: Headers): JsonObject =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => name.startsWith('ce-') && name !== 'ce-data' && name !== 'ce-data_base64')
      .map(([name, value]) => [name.slice('ce-'.length), unescaped(value)]),
  )

type BinaryData = { readonly data?: unknown; readonly data_base64?: string }

const binaryData = (mediaType: string, bytes: Uint8Array): Result<BinaryData> => {
  if (bytes.length === 0) return { ok: true, value: {} }
  const isJson = mediaType === '' || mediaType === 'application/json' || mediaType.endsWith('+json')
  if (!isJson && !mediaType.startsWith('text/')) return { ok: true, value: { data_base64: Buffer.from(bytes).toString('base64') } }
  const text = decodeText(bytes)
  if (!text.ok) return text
  if (!isJson) return { ok: true, value: { data: text.value } }
  try {
    return { ok: true, value: { data: JSON.parse(text.value) } }
  } catch {
    return { ok: false, error: { code: 'invalid_json', detail: 'The data of the CloudEvent is not valid JSON.' } }
  }
}

/** HTTP binding §3.1.3.2: quotes come off, percent-encoded UTF-8 is decoded once; what is not, stays. */
const unescaped = (value: string): string => {
  const unquoted = /^".*"$/s.test(value) ? value.slice(1, -1).replaceAll(/\\(.)/gs, '$1') : value
  return unquoted.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (encoded) => {
    const decoded = decodeText(Buffer.from(encoded.replaceAll('%', ''), 'hex'))
    return decoded.ok ? decoded.value : encoded
  })
}

const translated = (event: CloudEvent, data: unknown): JsonObject => {
  const { specversion: _version, id, type, time, subject, data: _data, data_base64, ...named } = event
  const { actorid, actortype, sessionid, deviceid, feature, action, ...rest } = named
  const isActor = actorid === undefined && subject !== undefined
  return {
    id,
    type,
    actor_id: actorid ?? subject ?? event.source,
    actor_type: actortype,
    action,
    session_id: sessionid,
    device_id: deviceid,
    feature,
    occurred_at: time,
    data: dataOf(data, data_base64),
    context: { cloudevent: subject === undefined || isActor ? rest : { ...rest, subject } },
  }
}

/** Our `data` is an object: other JSON is wrapped, bytes stay base64. */
const dataOf = (data: unknown, base64: string | undefined): JsonObject | undefined => {
  if (base64 !== undefined) return { base64 }
  if (data === undefined) return undefined
  return isJsonObject(data) ? data : { value: data }
}
