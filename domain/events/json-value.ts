/** Parsed JSON as data: what it is, whether every store can keep it, and its text again. */

export type JsonObject = { readonly [key: string]: unknown }

export const isJsonObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

export type JsonFlaw = 'data_too_deep' | 'number_out_of_range'

/**
 * What stands against keeping a value: more than `depth` levels of objects and arrays (SQLite's JSON has a limit), or a number that
 * became infinite when it was parsed (`1e400`), which JSON would silently write as null.
 */
export const jsonFlaw = (value: unknown, depth: number): JsonFlaw | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'number_out_of_range'
  if (typeof value !== 'object' || value === null) return null
  if (depth === 0) return 'data_too_deep'
  for (const child of Object.values(value)) {
    const flaw = jsonFlaw(child, depth - 1)
    if (flaw !== null) return flaw
  }
  return null
}

/** Deeper than this is cut when a value is written for people; far below where the runtime's own writer would overflow. */
const writtenDepth = 200

export type JsonText = { readonly text: string; readonly cut: boolean }

/** JSON of any parsed value: what is too deep is cut, what is too large for a number stays so. */
export const jsonText = (value: unknown): JsonText => {
  const flaw = jsonFlaw(value, writtenDepth)
  if (flaw === null) return { text: JSON.stringify(value), cut: false }
  return { text: written(value, writtenDepth), cut: flaw === 'data_too_deep' }
}

const written = (value: unknown, depth: number): string => {
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? '1e999' : '-1e999'
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (depth === 0) return '"…"'
  if (Array.isArray(value)) return `[${value.map((child) => written(child, depth - 1)).join(',')}]`
  const members = Object.entries(value).map(([key, child]) => `${JSON.stringify(key)}:${written(child, depth - 1)}`)
  return `{${members.join(',')}}`
}
