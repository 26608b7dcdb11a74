/**
 * Modules that most isolates never need, loaded with the first request that does. What is held is the module and not the promise of it:
 * no request waits for what another began (decision 0005).
 */
export const loadOnce = <M>(load: () => Promise<M>): (() => Promise<M>) => {
  let held: M | null = null
  return async () => (held ??= await load())
}
