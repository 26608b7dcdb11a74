/**
 * Brings a channel's audit notes to the events queue. Each goes twice, a minute apart, and leaves then: the chain takes a note once however
 * often it comes, and what one queue forgets (the local one forgets all when it dies) has a second way. Throws what the queue throws.
 */
import { encodeAuditMessage } from '../../contract/audit-message.ts'
import { auditNote } from '../../contract/audit.ts'
import type { AppId } from '../../contract/ids.ts'
import type { ChannelStore, WaitingNote } from './channel-store.ts'

export const courierLimits = {
  /** Some gather into one message. */
  flushDelayMs: 200,
  againAfterMs: 60_000,
  /** In one message: far under the 96 KB that one takes. */
  notes: 50,
} as const

export class NoteCourier {
  readonly #store: ChannelStore
  /** When something has to be sent; null when nothing waits. */
  #due: number | null

  constructor(store: ChannelStore, now: number) {
    this.#store = store
    this.#due = dueOf(store.notes(courierLimits.notes), now)
  }

  get due(): number | null {
    return this.#due
  }

  /** New notes wait. */
  noted(now: number): void {
    const due = now + courierLimits.flushDelayMs
    this.#due = this.#due === null ? due : Math.min(this.#due, due)
  }

  async deliver(queue: Pick<Queue, 'send'>, appId: AppId, now: number): Promise<void> {
    if (this.#due === null || now < this.#due) return
    const due = this.#store.notes(courierLimits.notes).filter((waiting) => isDue(waiting, now))
    if (due.length > 0) await this.#send(queue, appId, due, now)
    this.#due = dueOf(this.#store.notes(courierLimits.notes), now)
  }

  /** All that waits, at once: the channel ends. */
  async flush(queue: Pick<Queue, 'send'>, appId: AppId): Promise<void> {
    for (let waiting = this.#store.notes(courierLimits.notes); waiting.length > 0; waiting = this.#store.notes(courierLimits.notes)) {
      await queue.send(messageOf(appId, waiting), { contentType: 'text' })
      for (const { entryId } of waiting) this.#store.dropNote(entryId)
    }
    this.#due = null
  }

  async #send(queue: Pick<Queue, 'send'>, appId: AppId, notes: readonly WaitingNote[], now: number): Promise<void> {
    await queue.send(messageOf(appId, notes), { contentType: 'text' })
    for (const { entryId, sentAt } of notes) {
      if (sentAt === null) this.#store.noteSent(entryId, now)
      else this.#store.dropNote(entryId)
    }
  }
}

const messageOf = (appId: AppId, notes: readonly WaitingNote[]): string =>
  encodeAuditMessage(notes.map(({ note }) => ({ app_id: appId, note: auditNote.parse(JSON.parse(note)) })))

const dueAt = ({ sentAt }: WaitingNote, now: number): number => (sentAt === null ? now : sentAt + courierLimits.againAfterMs)

const isDue = (waiting: WaitingNote, now: number): boolean => dueAt(waiting, now) <= now

const dueOf = (waiting: readonly WaitingNote[], now: number): number | null =>
  waiting.length === 0 ? null : Math.min(...waiting.map((each) => dueAt(each, now)))
