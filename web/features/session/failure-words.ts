/** What a failed call means for the person in front of the page. */
import type { ErrorCode } from '../../../contract/errors.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { ApiFailure, Problem } from './http.ts'
import { commonCodes, failureTexts } from './words.ts'

export type Words = { readonly title: string; readonly detail: string | null }

/** What a page knows better than the server's own sentence. */
export type CodeWords = Readonly<Partial<Record<ErrorCode, Words>>>

export function failureWords(failure: ApiFailure, own: CodeWords = {}): Words {
  switch (failure.kind) {
    case 'unreachable':
      return failureTexts.unreachable
    case 'unreadable':
      return failureTexts.unreadable
    case 'signed-out':
      return failureTexts.signedOut
    case 'problem':
      return problemWords(failure, own)
    default:
      return assertNever(failure)
  }
}

const knows = (words: CodeWords, code: string): code is keyof CodeWords => Object.hasOwn(words, code)

function problemWords({ status, code, detail, retryAfterMs }: Problem, own: CodeWords): Words {
  const tables: readonly CodeWords[] = [own, commonCodes]
  const known = tables.map((words) => (code !== null && knows(words, code) ? words[code] : undefined)).find(Boolean)
  if (known) return { title: known.title, detail: known.detail ?? detail }
  if (status === 429) return { title: failureTexts.tooOften, detail: waitWords(retryAfterMs) }
  return { title: failureTexts.other(status), detail: detail ?? failureTexts.noReason }
}

export const waitWords = (retryAfterMs: number | null): string =>
  retryAfterMs === null ? failureTexts.waitALittle : failureTexts.waitFor(Math.max(1, Math.ceil(retryAfterMs / 1_000)))
