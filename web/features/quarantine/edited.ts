/** What stands in the editor: an event to send, or why it is none. */
import type { Json } from '../session/reading.ts'
import { isObject } from '../session/reading.ts'
import { checkEvent } from './event-check.ts'
import { fieldWords, words } from './words.ts'

type Edited = { readonly ok: true; readonly event: Json } | { readonly ok: false; readonly why: string }

const no = (why: string): Edited => ({ ok: false, why })

/** Finds a number that JavaScript, as the server, can only read as infinite: sent on it would silently become null. */
function parse(text: string): { readonly value: unknown; readonly hasInfinite: boolean } {
  let hasInfinite = false
  const value: unknown = JSON.parse(text, (_, each: unknown) => {
    if (typeof each === 'number' && !Number.isFinite(each)) hasInfinite = true
    return each
  })
  return { value, hasInfinite }
}

export function editedOf(text: string): Edited {
  try {
    const { value, hasInfinite } = parse(text)
    if (!isObject(value)) return no(words.notObject)
    if (hasInfinite) return no(words.badNumber)
    const findings = checkEvent(value)
    if (findings.length === 0) return { ok: true, event: value }
    return no(findings.map(({ path, fault }) => words.foundIn(path, fieldWords[fault])).join('; '))
  } catch (error) {
    if (error instanceof SyntaxError) return no(words.badJson(error.message))
    throw error
  }
}
