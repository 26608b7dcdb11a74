/** Which host a passkey belongs to. A credential works on the host it was made for and nowhere else; the browser holds it to that. */

/** The host of an origin; null for what can have no passkeys: addresses, and whatever is no origin. */
export const relyingPartyOf = (origin: string): string | null => {
  const url = URL.parse(origin)
  if (url === null || url.origin !== origin || url.hostname === '') return null
  return isAddress(url.hostname) ? null : url.hostname
}

/** URLs write IPv4 in four decimal parts and IPv6 in brackets, however they were spelled. */
const isAddress = (hostname: string): boolean => hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)
