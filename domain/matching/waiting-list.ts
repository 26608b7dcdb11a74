/**
 * Those who wait, by the keys of `wishes.ts`, each list in the order in which they are served. Placing, removing and finding cost what the
 * logarithm of the list costs, times the few keys of one person; nobody is compared with everybody.
 */
import { EmptyBTree } from 'sorted-btree'
import type { TicketId, UserId } from '../../contract/ids.ts'

/** As far as the list has to know somebody. `avoids`: whom not to meet. */
export type Waiting = { readonly id: TicketId; readonly user: UserId; readonly avoids: ReadonlySet<UserId> }

type Tree = {
  readonly size: number
  set(key: number, value: Waiting): boolean
  delete(key: number): boolean
  entries(): IterableIterator<[number, Waiting]>
}
type Entry = { readonly rank: number; readonly keys: readonly string[]; readonly waiting: Waiting }

/** Ranks within one ms, and what puts those at the front before everybody else. */
const ranksPerMs = 1_024
const front = -4e15

const newTree = (): Tree => EmptyBTree.clone() as Tree

export class WaitingList {
  readonly #lists = new Map<string, Tree>()
  readonly #entries = new Map<TicketId, Entry>()
  readonly #ranks = new Set<number>()

  get size(): number {
    return this.#entries.size
  }

  /** Again: under other keys. `since`: epoch ms from which the waiting counts; who waits longer is served first. */
  place(waiting: Waiting, keys: readonly string[], { since, isFront }: { readonly since: number; readonly isFront: boolean }): void {
    this.remove(waiting.id)
    let rank = Math.floor(since) * ranksPerMs + (isFront ? front : 0)
    while (this.#ranks.has(rank)) rank += 1
    this.#ranks.add(rank)
    this.#entries.set(waiting.id, { rank, keys, waiting })
    for (const key of keys) this.#add(key, rank, waiting)
  }

  remove(id: TicketId): void {
    const entry = this.#entries.get(id)
    if (entry === undefined) return
    this.#entries.delete(id)
    this.#ranks.delete(entry.rank)
    for (const key of entry.keys) this.#take(key, entry.rank)
  }

  /** The first in order who shares a key, and neither avoids the other; null when nobody does. */
  first(seeker: Waiting, keys: readonly string[]): Waiting | null {
    let best: { readonly rank: number; readonly waiting: Waiting } | null = null
    for (const key of keys) {
      for (const [rank, waiting] of this.#lists.get(key)?.entries() ?? []) {
        if (best !== null && rank >= best.rank) break
        if (!goTogether(seeker, waiting)) continue
        best = { rank, waiting }
        break
      }
    }
    return best?.waiting ?? null
  }

  #add(key: string, rank: number, waiting: Waiting): void {
    let list = this.#lists.get(key)
    if (list === undefined) this.#lists.set(key, (list = newTree()))
    list.set(rank, waiting)
  }

  #take(key: string, rank: number): void {
    const list = this.#lists.get(key)
    list?.delete(rank)
    if (list?.size === 0) this.#lists.delete(key)
  }
}

/** Never oneself, and nobody whom either avoids. */
export const goTogether = (a: Waiting, b: Waiting): boolean => a.user !== b.user && !a.avoids.has(b.user) && !b.avoids.has(a.user)
