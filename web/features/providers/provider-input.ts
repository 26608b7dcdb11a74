/** From the fields of the form to what is sent, and what can be seen to be wrong with them. The server judges everything again. */
import type { Provider, ProviderInput } from '../../../contract/oauth.ts'
import type { Faults, Values } from '../session/use-form.ts'
import { words } from './words.ts'

export const fieldNames = ['provider', 'issuer', 'client_id', 'client_secret', 'drop', 'scopes'] as const
export type FieldName = (typeof fieldNames)[number]

const isName = (text: string): boolean => /^[a-z0-9][a-z0-9_-]{0,31}$/.test(text)
const scopesOf = (text: string): string[] => [...new Set(text.split(/\s+/).filter((scope) => scope !== ''))]

function isIssuer(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && !/[?#]/.test(text)
}

function nameFault(name: string, others: readonly string[]): string | null {
  if (!isName(name)) return words.badName
  return others.includes(name) ? words.taken : null
}

/** `others`: names that are in use. */
export function faultsIn(values: Values<FieldName>, others: readonly string[]): Faults<FieldName> {
  const name = nameFault(values.provider.trim(), others)
  return {
    ...(name !== null && { provider: name }),
    ...(!isIssuer(values.issuer.trim()) && { issuer: words.badIssuer }),
    ...(values.client_id.trim() === '' && { client_id: words.needed }),
    ...(values.drop !== '' && values.client_secret !== '' && { client_secret: words.secretBoth }),
    ...(!scopesOf(values.scopes).includes('openid') && { scopes: words.badScopes }),
  }
}

/** Undefined keeps the secret there is, null is none. */
function secretOf({ client_secret, drop }: Values<FieldName>, before: Provider | null): string | null | undefined {
  if (client_secret !== '') return client_secret
  return before?.has_secret === true && drop === '' ? undefined : null
}

export function inputOf(values: Values<FieldName>, before: Provider | null): ProviderInput {
  const client_secret = secretOf(values, before)
  return {
    issuer: values.issuer.trim(),
    client_id: values.client_id.trim(),
    ...(client_secret !== undefined && { client_secret }),
    scopes: scopesOf(values.scopes),
  }
}
