/** The pool of event databases: which binding is which shard is said here and nowhere else. The directory is `apps.event_shard`. */

/** The bindings of the pool. A new database is one more line, and one more binding in each wrangler.toml. */
export type EventPool = { readonly EVENTS_00: D1Database; readonly EVENTS_01: D1Database }

const bindings = ['EVENTS_00', 'EVENTS_01'] as const satisfies readonly (keyof EventPool)[]

/** Throws when the directory names a shard that this deployment does not have. */
export const eventShard = (env: EventPool, index: number): D1Database => {
  const binding = bindings[index]
  if (binding === undefined) throw new Error(`event shard ${index} is not in the pool of ${bindings.length}`)
  return env[binding]
}

/** Every database of the pool, for readiness checks. */
export const eventShards = (env: EventPool): D1Database[] => bindings.map((binding) => env[binding])
