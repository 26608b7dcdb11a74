/** Bounds how long something outside may take. */

export type Settled<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly cause: unknown }

/** The value, or what went wrong, lateness included. Never throws, never takes longer than `ms`. */
export const within = async <T>(ms: number, work: () => Promise<T>): Promise<Settled<T>> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Settled<T>>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, cause: new Error(`no answer within ${ms} ms`) }), ms)
  })
  try {
    return await Promise.race([settle(work), late])
  } finally {
    clearTimeout(timer)
  }
}

const settle = async <T>(work: () => Promise<T>): Promise<Settled<T>> => {
  try {
    return { ok: true, value: await work() }
  } catch (cause) {
    return { ok: false, cause }
  }
}

/** The same, throwing what went wrong. */
export const bounded = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  const settled = await within(ms, work)
  if (!settled.ok) throw settled.cause
  return settled.value
}
