/** The filters of a list as the page's address carries them, so that a view can be sent to somebody. */

/** By the filter's name; one without a value is none. */
export type FilterValues<N extends string> = Readonly<Partial<Record<N, string>>>

/** What the address says; names that are no filter are left out. */
export function filtersIn<N extends string>(query: string, names: readonly N[]): FilterValues<N> {
  const asked = new URLSearchParams(query)
  const given = names.flatMap((name) => {
    const value = asked.get(name) ?? ''
    return value === '' ? [] : [[name, value] as const]
  })
  // The keys are the names, which `fromEntries` forgets.
  return Object.fromEntries(given) as FilterValues<N>
}

/** With its `?`; empty when nothing is filtered. */
export function queryFor(filters: FilterValues<string>): string {
  const given = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
