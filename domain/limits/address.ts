/**
 * Network addresses as limits take them. Who has an IPv6 line has 2^64 addresses or more, so those count by their first 64 bits.
 * Addresses are never kept and never logged: whoever has to remember one remembers a keyed digest of what this answers.
 */

/** An IPv4 address as it is, an IPv6 one as the four groups of its network; null for what is neither. */
export const networkOf = (address: string | null | undefined): string | null => {
  const text = (address ?? '').trim().toLowerCase()
  const [, mapped] = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/.exec(text) ?? []
  if (mapped !== undefined) return mapped
  return text.includes(':') && /^[0-9a-f:.]+(?:%\w+)?$/.test(text) ? firstGroups(text) : null
}

const firstGroups = (text: string): string | null => {
  const [head = '', tail] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const gap = tail === undefined ? 0 : Math.max(1, 8 - before.length - after.length)
  const groups = [...before, ...Array.from({ length: gap }, () => '0'), ...after]
  if (groups.length < 4 || groups.length > 8) return null
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
