/** JSON text to a value that can be sent on as JSON: bounded depth, finite numbers. */
import type { Failure, Result } from '../../../contract/errors.ts'

/** Far more than any body here needs, far less than a stack holds. */
const maxDepth = 100

const invalid: Failure = { code: 'invalid_json', detail: 'The body is not valid JSON.' }
const tooDeep: Failure = { code: 'validation_failed', detail: `The body is nested more than ${maxDepth} deep.` }
const notFinite: Failure = { code: 'validation_failed', detail: 'The body has a number that is out of range.' }

export const parseJson = (text: string): Result<unknown> => {
  if (depthOf(text) > maxDepth) return { ok: false, error: tooDeep }
  try {
    let finite = true
    const value: unknown = JSON.parse(text, (_key, item: unknown) => {
      if (typeof item === 'number' && !Number.isFinite(item)) finite = false
      return item
    })
    return finite ? { ok: true, value } : { ok: false, error: notFinite }
  } catch {
    // Not an error of ours: the text is not JSON, and the caller hears so.
    return { ok: false, error: invalid }
  }
}

/** How deep the brackets go; brackets inside strings do not count. One pass, whatever the text is. */
const depthOf = (text: string): number => {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i]
    if (inString && char === '\\') i++
    else if (char === '"') inString = !inString
    else if (!inString && (char === '{' || char === '[')) deepest = Math.max(deepest, ++depth)
    else if (!inString && (char === '}' || char === ']')) depth--
  }
  return deepest
}
