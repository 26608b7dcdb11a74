/**
 * What the edge keeps of a channel: documents (status, playlists) by path. The port, and what is the same for all who keep. When to ask
 * anew is `document-reader.ts`'s. A document is public; its path names the channel, so no tenant's can stand in another's place.
 */

export type EdgeDocument = {
  readonly body: string
  readonly etag: string
  /** When the channel was asked for it; epoch ms, as all times here. */
  readonly askedAt: number
  readonly freshUntil: number
  /** After this it is not even shown for want of better. */
  readonly staleUntil: number
}

/** One contract suite holds for all implementations: `test/contract/edge-cache.suite.ts`. */
export interface EdgeCache {
  /** Null when there is none, or none that may be shown at `now`. */
  get(path: string, now: number): Promise<EdgeDocument | null>
  /**
   * Answers the one that stands: of two it is the one that was asked for later, whichever answer was faster. So a playlist that is held does
   * not go back.
   */
  put(path: string, document: EdgeDocument, now: number): Promise<EdgeDocument>
}

/** The one that stands when `candidate` meets what is held. */
export const laterOf = (held: EdgeDocument | null, candidate: EdgeDocument): EdgeDocument =>
  held !== null && held.askedAt > candidate.askedAt ? held : candidate
