/** Text messages into a queue, in as few `sendBatch` calls as its limits allow. Throws what the queue throws. */
export type TextMessage = { readonly body: string; readonly bytes: number }
export type BatchLimits = { readonly messages: number; readonly bytes: number }

type TextQueue = Pick<Queue<string>, 'send' | 'sendBatch'>

export const sendTexts = async (queue: TextQueue, messages: readonly TextMessage[], limits: BatchLimits): Promise<void> => {
  for (const batch of batches(messages, limits)) {
    const [first] = batch
    // One after the other: a queue that says no is not asked for more.
    if (batch.length === 1 && first) await queue.send(first.body, { contentType: 'text' })
    else await queue.sendBatch(batch.map(({ body }) => ({ body, contentType: 'text' as const })))
  }
}

export const batches = (messages: readonly TextMessage[], limits: BatchLimits): TextMessage[][] => {
  const out: TextMessage[][] = []
  let bytes = 0
  for (const message of messages) {
    const open = out.at(-1)
    if (open && open.length < limits.messages && bytes + message.bytes <= limits.bytes) {
      open.push(message)
      bytes += message.bytes
    } else {
      out.push([message])
      bytes = message.bytes
    }
  }
  return out
}
