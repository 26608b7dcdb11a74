/** An `EdgeCache` in the isolate's memory, in front of another one or alone. Bounded by the size of what it holds; the least lately used leave first. */
import { laterOf } from './edge-cache.ts'
import type { EdgeCache, EdgeDocument } from './edge-cache.ts'

/** UTF-16 units of all bodies together: an isolate has 128 MB for everything. */
const defaultLimit = 16 * 1_024 * 1_024

export class EdgeMemo implements EdgeCache {
  readonly #held = new Map<string, EdgeDocument>()
  readonly #behind: EdgeCache | null
  readonly #limit: number
  #size = 0

  constructor(behind: EdgeCache | null = null, limit: number = defaultLimit) {
    this.#behind = behind
    this.#limit = limit
  }

  /** What is in memory, at once. Makes it the most lately used. */
  peek(path: string, now: number): EdgeDocument | null {
    const held = this.#held.get(path)
    if (held === undefined) return null
    this.#held.delete(path)
    if (now >= held.staleUntil) {
      this.#size -= held.body.length
      return null
    }
    this.#held.set(path, held)
    return held
  }

  /** What is behind is only asked when the memo has nothing fresh. */
  async get(path: string, now: number): Promise<EdgeDocument | null> {
    const held = this.peek(path, now)
    if (this.#behind === null || (held !== null && now < held.freshUntil)) return held
    const found = await this.#behind.get(path, now)
    return found === null ? this.peek(path, now) : this.#keep(path, found)
  }

  async put(path: string, document: EdgeDocument, now: number): Promise<EdgeDocument> {
    const standing = this.#keep(path, document)
    return this.#behind === null || standing !== document ? standing : this.#keep(path, await this.#behind.put(path, document, now))
  }

  #keep(path: string, document: EdgeDocument): EdgeDocument {
    const before = this.#held.get(path) ?? null
    const standing = laterOf(before, document)
    this.#held.delete(path)
    this.#held.set(path, standing)
    this.#size += standing.body.length - (before?.body.length ?? 0)
    this.#makeRoom()
    return standing
  }

  #makeRoom(): void {
    for (const [path, { body }] of this.#held) {
      if (this.#size <= this.#limit) return
      this.#held.delete(path)
      this.#size -= body.length
    }
  }
}
