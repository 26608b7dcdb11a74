/** Bodies of this door: bounded, UTF-8, of the right kind. What is signed is handed on as it came; what is not is parsed here. */
import * as z from 'zod'
import type { Result } from '../../../contract/errors.ts'
import { issuesOf } from '../../../contract/issues.ts'
import { appIdForbidden, forbiddenNames } from '../../shared/golden-rule.ts'

export type BodyRules = { readonly limitBytes: number; readonly types: readonly string[] }

/** The body as text. */
export const textBody = async (request: Request, { limitBytes, types }: BodyRules): Promise<Result<string>> => {
  const type = request.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (!types.includes(type)) return { ok: false, error: { code: 'unsupported_media_type', detail: `Send ${types.join(' or ')}.` } }
  if (request.headers.has('Content-Encoding'))
    return { ok: false, error: { code: 'unsupported_media_type', detail: 'Send the body without a Content-Encoding.' } }
  const bytes = await boundedBytes(request, limitBytes)
  if (bytes === null) return { ok: false, error: { code: 'payload_too_large', detail: `The body is larger than ${limitBytes} bytes.` } }
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) }
  } catch {
    return { ok: false, error: { code: 'invalid_encoding', detail: 'The body is not valid UTF-8.' } }
  }
}

/** Text as JSON that names no app. */
export const parsedBody = (text: string): Result<unknown> => {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, error: { code: 'invalid_json', detail: 'The body is not valid JSON.' } }
  }
  const named = typeof value === 'object' && value !== null && forbiddenNames.some((name) => Object.hasOwn(value, name))
  return named ? { ok: false, error: appIdForbidden('The body') } : { ok: true, value }
}

export const jsonBody = async <T extends z.ZodType>(request: Request, rules: BodyRules, schema: T): Promise<Result<z.output<T>>> => {
  const text = await textBody(request, rules)
  const value = text.ok ? parsedBody(text.value) : text
  if (!value.ok) return value
  const parsed = schema.safeParse(value.value)
  if (parsed.success) return { ok: true, value: parsed.data }
  return {
    ok: false,
    error: { code: 'validation_failed', detail: 'The body does not have the right shape.', errors: issuesOf(parsed.error) },
  }
}

/** Null as soon as there is more than `limit`. */
const boundedBytes = async (request: Request, limit: number): Promise<Uint8Array | null> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > limit) return null
    chunks.push(chunk)
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}
