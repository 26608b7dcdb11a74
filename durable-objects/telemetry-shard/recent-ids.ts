/**
 * The last ids this object took, oldest forgotten first. Only a courtesy: it lets a repeat be answered `duplicate`.
 * That an event is counted once does not hang on it.
 */
export type RecentIds = { readonly ids: Set<string>; readonly max: number }

export const recentIds = (max: number): RecentIds => ({ ids: new Set(), max })

/** Remembers an id; false when it was known already. */
export const remember = ({ ids, max }: RecentIds, id: string): boolean => {
  if (ids.has(id)) return false
  ids.add(id)
  const oldest = ids.size > max ? ids.values().next().value : undefined
  if (oldest !== undefined) ids.delete(oldest)
  return true
}
