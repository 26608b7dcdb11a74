/**
 * A binary heap of "look at this key then". Lazy: moving a deadline later costs nothing, the stale entry is found
 * to be early when it comes up; so a ping of one among 50,000 sessions stays O(1).
 */
type Entry = { readonly due: number; readonly key: string }

export type Deadlines = { readonly heap: Entry[]; readonly scheduled: Map<string, number> }

/** The true deadline of a key now, or null when it has none any more. */
export type DueOf = (key: string) => number | null

export const emptyDeadlines = (): Deadlines => ({ heap: [], scheduled: new Map() })

/** Makes sure that `key` comes up no later than `due`. */
export const schedule = (d: Deadlines, key: string, due: number): void => {
  const known = d.scheduled.get(key)
  if (known !== undefined && known <= due) return
  d.scheduled.set(key, due)
  push(d.heap, { due, key })
}

/** The earliest true deadline, or null. Entries that turn out stale on the way are put right. */
export const nextDeadline = (d: Deadlines, dueOf: DueOf): number | null => {
  for (;;) {
    const top = d.heap[0]
    if (!top) return null
    const due = d.scheduled.get(top.key) === top.due ? dueOf(top.key) : null
    if (due === top.due) return due
    settle(d, due)
  }
}

/** Takes out the keys that are due at `now`. */
export const takeDue = (d: Deadlines, now: number, dueOf: DueOf): string[] => {
  const keys: string[] = []
  for (let next = nextDeadline(d, dueOf); next !== null && next <= now; next = nextDeadline(d, dueOf)) {
    const { key } = pop(d.heap)
    d.scheduled.delete(key)
    keys.push(key)
  }
  return keys
}

/** Removes a stale top; puts its key back where it belongs when it still has a deadline. */
const settle = (d: Deadlines, due: number | null): void => {
  const { key, due: was } = pop(d.heap)
  if (d.scheduled.get(key) !== was) return
  d.scheduled.delete(key)
  if (due !== null) schedule(d, key, due)
}

const push = (heap: Entry[], entry: Entry): void => {
  let i = heap.length
  heap.push(entry)
  while (i > 0) {
    const parent = (i - 1) >> 1
    const above = at(heap, parent)
    if (above.due <= entry.due) break
    heap[i] = above
    i = parent
  }
  heap[i] = entry
}

const pop = (heap: Entry[]): Entry => {
  const top = at(heap, 0)
  const last = heap.pop()
  if (last !== undefined && heap.length > 0) sink(heap, last)
  return top
}

const sink = (heap: Entry[], entry: Entry): void => {
  let i = 0
  for (;;) {
    let child = 2 * i + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && at(heap, child + 1).due < at(heap, child).due) child++
    if (at(heap, child).due >= entry.due) break
    heap[i] = at(heap, child)
    i = child
  }
  heap[i] = entry
}

const at = (heap: readonly Entry[], i: number): Entry => {
  const entry = heap[i]
  if (!entry) throw new Error(`the heap has no entry ${i}`)
  return entry
}
