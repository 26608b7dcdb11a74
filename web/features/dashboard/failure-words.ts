/** What a failed call means for the person in front of the page. */
import { assertNever } from '../../ui/assert-never.ts'
import type { ApiFailure } from './api.ts'

type Words = { readonly title: string; readonly detail: string }

export function failureWords(failure: ApiFailure): Words {
  switch (failure.kind) {
    case 'unreachable':
      return { title: 'Prost does not answer.', detail: 'There is no connection to it, or it took too long.' }
    case 'unreadable':
      return { title: 'Prost answered something this page can not read.', detail: 'Loading the page again may bring a newer one.' }
    case 'refused':
      return refusedWords(failure.status, failure.detail)
    case 'failed':
      return { title: `Prost answered with an error (${failure.status}).`, detail: failure.detail ?? 'It gave no reason.' }
    default:
      return assertNever(failure)
  }
}

function refusedWords(status: 401 | 403, detail: string | null): Words {
  if (status === 403) return { title: 'These keys may not read metrics.', detail: detail ?? 'A scope is missing.' }
  return {
    title: 'This key pair is not valid.',
    detail: 'The public key is unknown, the secret does not belong to it, or the pair was revoked.',
  }
}
