/** Log lines of Durable Objects: a closed union, one JSON line each. No secrets, no rows, no ids of people. */
export type ObjectLogLine = { readonly object: string } & (
  | /** A part of an alarm failed; it is armed again after `retry_in_ms`. */
    {
      readonly event: 'alarm_failed'
      readonly part: string
      readonly failures: number
      readonly retry_in_ms: number
      readonly error: string
    }
  /** A request could not be kept: nothing of it has happened, the caller was told to come again. */
  | { readonly event: 'accept_failed'; readonly error: string }
  /** The outbox is over its limit; requests are refused until the rollup confirms. */
  | { readonly event: 'outbox_full'; readonly rows: number; readonly bytes: number }
  /** An alarm could not be set: the platform resets the object, its constructor arms again. */
  | { readonly event: 'arm_failed'; readonly error: string }
  /** Rooms that had not done what was due, or did not answer. */
  | { readonly event: 'rooms_late'; readonly looked: number; readonly late: number; readonly over: number; readonly silent: number }
  | { readonly event: 'room_silent' | 'register_silent'; readonly error: string }
  /** A socket frame met a defect; the client got `internal_error`. */
  | { readonly event: 'frame_failed'; readonly error: string }
  /** Events of a socket frame that belong to another shard could not be handed over. */
  | { readonly event: 'forward_failed'; readonly to: string; readonly error: string }
)

// oxlint-disable-next-line no-console -- the one place where objects write log lines
export const logError = (line: ObjectLogLine): void => console.error(JSON.stringify(line))

/** An error as one line of text: its stack when it has one. */
export const errorText = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
