/**
 * Text that comes over time, as the body of an answer: made only while someone reads, and given up at once when the reader goes. Unlike `textStream`,
 * whose pieces are there as fast as they are taken.
 */

/** Waits; false, and at once, when nobody reads any more. */
export type Pause = (ms: number) => Promise<boolean>

type Pieces = AsyncGenerator<string, void, void>

/** `ended` is told that the stream is over, for whatever reason, maybe twice; with a cause when it broke. Throws when not even the first piece can be made. */
export const liveStream = async (feed: (pause: Pause) => Pieces, ended: (cause?: unknown) => void): Promise<ReadableStream<Uint8Array>> => {
  const gone = new AbortController()
  const pieces = feed(pauseUntil(gone.signal))
  const encoder = new TextEncoder()
  let ready = await nextOf(pieces, (cause) => {
    ended()
    throw cause
  })
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = ready ?? (await nextOf(pieces, ended))
        ready = null
        if (gone.signal.aborted) return
        if (piece !== null) return controller.enqueue(encoder.encode(piece))
        ended()
        controller.close()
      },
      cancel() {
        gone.abort()
        ended()
      },
    },
    { highWaterMark: 0 },
  )
}

/** Null when there is no more, or when it could not be made. */
const nextOf = async (pieces: Pieces, failed: (cause: unknown) => void): Promise<string | null> => {
  try {
    const piece = await pieces.next()
    return piece.done === true ? null : piece.value
  } catch (cause) {
    failed(cause)
    return null
  }
}

const pauseUntil =
  (gone: AbortSignal): Pause =>
  async (ms) => {
    try {
      await scheduler.wait(ms, { signal: gone })
    } catch (cause) {
      // Cut short because nobody reads any more; anything else is a defect.
      if (!gone.aborted) throw cause
    }
    return !gone.aborted
  }
