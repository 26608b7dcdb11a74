/**
 * What was said in a room as this page knows it: messages by their place, and what the reader wrote that is not there yet. Pure. Everything
 * with a place from `knownFrom` on is here, unless there is a gap: then something between `gap.after` and `knownFrom` may be missing.
 */
import type { ChatMessage } from '../../../contract/chat.ts'
import type { ErrorCode } from '../../../contract/errors.ts'
import type { MessageId, UserId } from '../../../contract/ids.ts'

export type Message = Pick<ChatMessage, 'id' | 'from' | 'text' | 'seq' | 'at' | 'deleted'>

/** A message of the reader's that the room did not confirm yet. The same `clientId` again is the same message. */
export type Outgoing = {
  readonly clientId: string
  readonly text: string
  readonly state:
    | { readonly at: 'sending'; readonly since: number }
    /** `code` null: no answer came. `retryAt`: when trying again makes sense; epoch ms. */
    | { readonly at: 'failed'; readonly code: ErrorCode | null; readonly retryAt: number }
}

export type ChatLog = {
  readonly messages: readonly Message[]
  readonly outgoing: readonly Outgoing[]
  readonly knownFrom: number
  /** `knownFrom`: what it was before, and is again when the gap is filled. */
  readonly gap: { readonly after: number; readonly knownFrom: number } | null
}

/** More are read again when they are wanted. */
export const messagesKept = 2_000

/** Nothing is known of what was said up to `seq`. */
export const emptyLog = (seq: number): ChatLog => ({ messages: [], outgoing: [], knownFrom: seq + 1, gap: null })

/** The room went on to `seq` while nobody listened. A gap that is open already stays the one to fill. */
export function withGap(log: ChatLog, heard: number, seq: number): ChatLog {
  if (seq <= heard && log.gap === null) return log
  return { ...log, gap: log.gap ?? { after: heard, knownFrom: log.knownFrom }, knownFrom: seq + 1 }
}

/** One more, told by the room. */
export function withMessage(log: ChatLog, message: Message): ChatLog {
  const messages = [...log.messages.filter(({ seq }) => seq !== message.seq), message]
  if ((messages.at(-2)?.seq ?? 0) > message.seq) messages.sort(bySeq)
  if (messages.length <= messagesKept) return { ...log, messages }
  const kept = messages.slice(-messagesKept)
  const oldest = kept[0]?.seq ?? 0
  return {
    ...log,
    messages: kept,
    knownFrom: Math.max(log.knownFrom, oldest),
    gap: log.gap !== null && log.gap.after < oldest ? null : log.gap,
  }
}

const bySeq = (a: Message, b: Message): number => a.seq - b.seq

/** A page of the history: all there is from `from` up to where what is known begins. Its word on a message is the latest. */
export function withHistory(log: ChatLog, page: readonly Message[], from: number): ChatLog {
  const told = new Map([...log.messages, ...page].map((message) => [message.seq, message]))
  const messages = [...told.values()].toSorted(bySeq)
  const knownFrom = Math.min(log.knownFrom, from)
  const isFilled = log.gap !== null && knownFrom <= log.gap.after + 1
  return { ...log, messages, knownFrom: isFilled ? Math.min(knownFrom, log.gap.knownFrom) : knownFrom, gap: isFilled ? null : log.gap }
}

export const wiped = (log: ChatLog, seq: number): ChatLog => ({
  ...log,
  messages: log.messages.map((message) => (message.seq === seq ? { ...message, text: '', deleted: true } : message)),
})

export const withOutgoing = (log: ChatLog, clientId: string, text: string, since: number): ChatLog => ({
  ...log,
  outgoing: [...log.outgoing, { clientId, text, state: { at: 'sending', since } }],
})

export const withoutOutgoing = (log: ChatLog, clientId: string): ChatLog => ({
  ...log,
  outgoing: log.outgoing.filter((each) => each.clientId !== clientId),
})

export const moveOutgoing = (log: ChatLog, clientId: string, state: Outgoing['state']): ChatLog => ({
  ...log,
  outgoing: log.outgoing.map((each) => (each.clientId === clientId ? { ...each, state } : each)),
})

type Ack = { readonly client_id: string; readonly id: MessageId; readonly seq: number; readonly at: string }

/** The room has it. Usually the message itself came before; after a loss only this may come. */
export function acked(log: ChatLog, ack: Ack, you: UserId): ChatLog {
  const own = log.outgoing.find(({ clientId }) => clientId === ack.client_id)
  const after = withoutOutgoing(log, ack.client_id)
  if (own === undefined || log.messages.some(({ seq }) => seq === ack.seq)) return after
  return withMessage(after, { id: ack.id, from: you, text: own.text, seq: ack.seq, at: ack.at, deleted: false })
}
