/** Fetches the API document of this deployment. Every failure is a returned value; nothing here retries. */
import type { ApiDocument } from './api-document.ts'
import { readDocument } from './api-document.ts'

export const documentPath = '/v1/openapi.json'
const patienceMs = 10_000

/** Null when there is none that can be read. */
export async function loadDocument(signal: AbortSignal): Promise<ApiDocument | null> {
  try {
    const response = await fetch(documentPath, {
      headers: { Accept: 'application/json' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      credentials: 'omit',
    })
    return response.ok ? readDocument(await response.json()) : null
  } catch {
    // fetch rejects for no network, a broken body, a timeout and an abort alike; who aborted does not read the answer.
    return null
  }
}
