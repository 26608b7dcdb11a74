/**
 * Which format a body is in, by its headers alone, before it is read.
 * CloudEvents: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md §3
 */
import type { Failure, Result } from '../../contract/errors.ts'

export type Format = 'json' | 'ndjson' | 'cloudevent' | 'cloudevents_batch' | 'cloudevent_binary'

export const mediaTypes = ['application/json', 'application/x-ndjson', 'application/cloudevents+json', 'application/cloudevents-batch+json']

const unsupported: Failure = {
  code: 'unsupported_media_type',
  detail: `Send ${mediaTypes.join(', ')}, or a CloudEvent in ce- headers; in UTF-8.`,
}

/** A missing content type is taken for JSON. */
export const formatOf = (headers: Headers): Result<Format> => {
  const media = mediaTypeOf(headers.get('Content-Type'))
  if (media.charset !== null && media.charset !== 'utf-8' && media.charset !== 'utf8') return { ok: false, error: unsupported }
  switch (media.type) {
    case 'application/cloudevents+json':
      return { ok: true, value: 'cloudevent' }
    case 'application/cloudevents-batch+json':
      return { ok: true, value: 'cloudevents_batch' }
  }
  if (['ce-specversion', 'ce-type', 'ce-id'].some((name) => headers.has(name))) return { ok: true, value: 'cloudevent_binary' }
  switch (media.type) {
    case '':
    case 'application/json':
      return { ok: true, value: 'json' }
    case 'application/x-ndjson':
      return { ok: true, value: 'ndjson' }
    default:
      return { ok: false, error: unsupported }
  }
}

/** `application/json; charset=UTF-8` → its parts in lower case. */
export const mediaTypeOf = (contentType: string | null): { readonly type: string; readonly charset: string | null } => {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/.exec(parameter)?.[1])
    .find((found) => found !== undefined)
  return { type: type.trim(), charset: charset ?? null }
}
