/** How providers are asked: only at addresses that may be asked, never redirected, answers bounded. Everything a provider is asked goes through here. */
import type { CustomFetch } from 'openid-client'
import { addressFault } from './provider-address.ts'
import type { AddressRules } from './provider-address.ts'

/** A provider did not answer as a server does that works: to be tried again later. */
export class ProviderUnreachable extends Error {
  override readonly name = 'ProviderUnreachable'
}

/** Discovery documents and key sets have a few kilobytes. */
const largestAnswer = 256 * 1_024

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export const providerFetch =
  (rules: AddressRules, fetch: Fetch): CustomFetch =>
  async (url, { method, headers, body, signal }) => {
    const fault = addressFault(url, rules)
    if (fault !== null) throw new Error(`an address of the provider ${fault}`)
    const init = { method, headers, redirect: 'manual' as const, ...withBody(body), ...(signal === undefined ? {} : { signal }) }
    const response = await asked(() => fetch(url, init))
    if (response.status >= 500) throw new ProviderUnreachable(`the provider answered ${response.status}`)
    const bytes = await asked(() => bounded(response))
    return new Response(bytes.byteLength === 0 ? null : bytes, { status: response.status, headers: response.headers })
  }

/** The client sends forms, or nothing. */
const withBody = (body: unknown): { readonly body?: string } => {
  if (body === null || body === undefined) return {}
  if (typeof body === 'string') return { body }
  if (body instanceof URLSearchParams) return { body: body.toString() }
  throw new Error('only forms are sent to providers')
}

const asked = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (cause) {
    throw new ProviderUnreachable('the provider did not answer', { cause })
  }
}

const bounded = async ({ body }: Response): Promise<Uint8Array<ArrayBuffer>> => {
  if (body === null) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    size += chunk.byteLength
    if (size > largestAnswer) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Uint8Array.from(Buffer.concat(chunks))
}
