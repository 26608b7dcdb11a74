/**
 * Which addresses of a provider may be asked. Operators of apps choose them, so in production they must be public names over TLS: no
 * address of a private network, no machine's own name, nothing that leads back here. Also what a provider's documents name is held to this.
 */

export type AddressRules = {
  /** A machine at home may run its provider itself, without TLS. */
  readonly development: boolean
  /** The platform's own host, which is no provider. */
  readonly ownHost: string
}

/** Why an address may not be asked; null when it may. */
export const addressFault = (text: string, { development, ownHost }: AddressRules): string | null => {
  const url = URL.parse(text)
  if (url === null || url.hostname === '') return 'is not an address'
  if (url.username !== '' || url.password !== '') return 'carries a name or a password'
  if (development && isLoopback(url.hostname) && url.host !== ownHost) return /^https?:$/.test(url.protocol) ? null : 'is not https'
  if (url.protocol !== 'https:') return 'is not https'
  if (url.host.replace(/\.(?=:|$)/, '') === ownHost) return 'is the platform itself'
  return isPublicName(url.hostname) ? null : 'is not a public name'
}

/** The same for an issuer (OpenID Connect Discovery §3), which has neither query nor fragment. */
export const issuerFault = (text: string, rules: AddressRules): string | null => {
  const url = URL.parse(text)
  if (url !== null && (url.search !== '' || url.hash !== '' || text.includes('#') || text.includes('?'))) return 'has a query or a fragment'
  return addressFault(text, rules)
}

const isLoopback = (hostname: string): boolean => /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)

/** Names that mean something only inside a network (RFC 6761, RFC 6762, RFC 8375, and what is in use). */
const innerNames = /(?:^|\.)(?:localhost|local|internal|intranet|lan|home|corp|home\.arpa|onion|invalid)$/

/** No addresses at all: URLs write each of them in one form, and no provider of people is known by one. */
const isPublicName = (hostname: string): boolean => {
  const name = hostname.replace(/\.$/, '')
  return !name.startsWith('[') && !/^[\d.]+$/.test(name) && name.includes('.') && !innerNames.test(name)
}
