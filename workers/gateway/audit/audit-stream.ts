/** Pieces of text as a stream, taken as the client takes them. One that can not be made breaks the stream off with an error. */

/** Makes the first piece before it answers, so that a database that is down is an error answer and not a broken download. */
export const textStream = async (pieces: AsyncIterable<string>): Promise<ReadableStream<Uint8Array>> => {
  const encoder = new TextEncoder()
  const iterator = pieces[Symbol.asyncIterator]()
  let next = await iterator.next()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (next.done === true) return controller.close()
      controller.enqueue(encoder.encode(next.value))
      next = await iterator.next()
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}
