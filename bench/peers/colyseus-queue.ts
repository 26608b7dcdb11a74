/**
 * The matchmaker of Colyseus 0.18 by itself: its `QueueRoom`, with clients that are only names, and no room made for a pair. Two go together
 * whose rank is the same. Nobody is let through for having waited: who waits here waits for somebody else.
 */
import { QueueRoom } from '@colyseus/core'

type Group = { readonly ready?: boolean; readonly clients: readonly { readonly sessionId: string }[] }

/** What of a `QueueRoom` is driven from outside. */
type Driven = {
  clients: unknown[]
  groups: Group[]
  addToQueue(client: unknown, data: { rank: number }): void
  reassignMatchGroups(): void
  processGroupsReady: () => void
}

export class ColyseusQueue {
  readonly #room: Driven
  readonly #clients = new Map<string, unknown>()

  /** `paired` hears the names of two. */
  constructor(paired: (a: string, b: string) => void) {
    const room = new QueueRoom()
    const settings = {
      maxPlayers: 2,
      compare: compareRanks,
      maxWaitingCyclesForPriority: undefined,
      processGroupsReady: () => this.#ready(paired),
    }
    this.#room = Object.assign(room, settings)
  }

  join(name: string, rank: number): void {
    const client = { sessionId: name, send: () => undefined, leave: () => undefined, userData: undefined }
    this.#clients.set(name, client)
    this.#room.clients.push(client)
    this.#room.addToQueue(client, { rank })
  }

  /** What its clock does once a second. */
  cycle(): void {
    this.#room.reassignMatchGroups()
  }

  /** In place of making a room and telling both: they are noted, and out of the queue. */
  #ready(paired: (a: string, b: string) => void): void {
    const gone = new Set<unknown>()
    for (const { ready, clients } of this.#room.groups) {
      const [a, b] = clients
      if (ready !== true || a === undefined || b === undefined) continue
      paired(a.sessionId, b.sessionId)
      gone.add(a).add(b)
    }
    if (gone.size > 0) this.#room.clients.splice(0, this.#room.clients.length, ...this.#room.clients.filter((each) => !gone.has(each)))
  }
}

const compareRanks = (client: { readonly rank: number }, group: { readonly averageRank: number }): boolean =>
  Math.abs(client.rank - group.averageRank) < 0.5
