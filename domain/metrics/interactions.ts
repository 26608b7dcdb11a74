/** Which event types count as interactions: exact types, or a prefix ending in `*`. Nothing else in a pattern is special. */

export const isInteraction = (type: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => (pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern))

/** The patterns as a JSON array of SQLite globs that mean the same. */
export const globsOf = (patterns: readonly string[]): string => JSON.stringify(patterns.map(globOf))

const globOf = (pattern: string): string => {
  const prefix = pattern.endsWith('*')
  const text = prefix ? pattern.slice(0, -1) : pattern
  return text.replace(/[*?[]/g, '[$&]') + (prefix ? '*' : '')
}
