/** When something of a ticket is due: one moment each, found in order. */
import { EmptyBTree } from 'sorted-btree'
import type { TicketId } from '../../contract/ids.ts'

type Tree = {
  set(key: number, value: TicketId): boolean
  delete(key: number): boolean
  minKey(): number | undefined
  entries(): IterableIterator<[number, TicketId]>
}

const keysPerMs = 1_024

export class Deadlines {
  readonly #tree = EmptyBTree.clone() as Tree
  readonly #keys = new Map<TicketId, number>()
  readonly #taken = new Set<number>()

  /** Epoch ms; null: nothing is due. */
  set(id: TicketId, at: number | null): void {
    const before = this.#keys.get(id)
    if (before !== undefined && at !== null && Math.floor(before / keysPerMs) === Math.floor(at)) return
    if (before !== undefined) {
      this.#tree.delete(before)
      this.#taken.delete(before)
      this.#keys.delete(id)
    }
    if (at === null) return
    let key = Math.floor(at) * keysPerMs
    while (this.#taken.has(key)) key += 1
    this.#taken.add(key)
    this.#keys.set(id, key)
    this.#tree.set(key, id)
  }

  /** Epoch ms; null when nothing is due ever. */
  get next(): number | null {
    const key = this.#tree.minKey()
    return key === undefined ? null : Math.floor(key / keysPerMs)
  }

  /** Epoch ms; null when nothing of it is due. */
  at(id: TicketId): number | null {
    const key = this.#keys.get(id)
    return key === undefined ? null : Math.floor(key / keysPerMs)
  }

  /** In order. */
  dueBy(now: number): TicketId[] {
    const due: TicketId[] = []
    for (const [key, id] of this.#tree.entries()) {
      if (Math.floor(key / keysPerMs) > now) break
      due.push(id)
    }
    return due
  }
}
