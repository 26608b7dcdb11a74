/**
 * Log lines: a closed union, one JSON line each. No secrets, no rows, no bodies; the request id ties a line
 * to an answer, the app id to a tenant. Whoever logs something new adds its line here.
 */
import type { TraceContext } from './trace.ts'

/** What every line about a request carries. */
export type RequestMark = { readonly request_id: string; readonly trace_id?: string }

export type LogLine =
  /** A defect: something threw that no rule expected. The caller saw an opaque 500. */
  | (RequestMark & { readonly event: 'request_failed'; readonly method: string; readonly path: string; readonly error: string })
  /** The kernel database did not answer a key look-up and no recent enough entry was held. */
  | (RequestMark & { readonly event: 'kernel_unavailable'; readonly error: string })
  /** What an `Idempotency-Key` says could not be asked or kept. */
  | (RequestMark & { readonly event: 'idempotency_unkept'; readonly object: string; readonly error: string })
  /** An object could not promise to keep what was sent; the caller saw 503. */
  | (RequestMark & { readonly event: 'accept_refused'; readonly app_id: string; readonly object: string; readonly error: string })
  /** An event that an operator sent again was not promised to be kept; the caller saw 503. */
  | { readonly event: 'event_untaken'; readonly app_id: string; readonly error: string }
  /** A channel, its kernel row or its media could not be asked; whoever asked saw 503, or what was kept. */
  | (RequestMark & { readonly event: 'channel_unavailable'; readonly path: string; readonly error: string })
  /** A channel's object could not be told that it has to end; the watchdog tells it again. */
  | { readonly event: 'channel_unended'; readonly object: string; readonly error: string }
  /** Another Worker of ours could not be reached; the caller saw 503. */
  | (RequestMark & { readonly event: 'door_unavailable'; readonly door: 'ingest' | 'sync' | 'realtime'; readonly error: string })
  /** The rollup could not store a queue message, or not park it; it comes again. */
  | { readonly event: 'facts_refused' | 'parking_failed'; readonly message: string; readonly attempts: number; readonly error: string }
  /** A queue message kept failing and is in the dead-letter table now. */
  | { readonly event: 'facts_parked'; readonly message: string; readonly app_id: string | null; readonly error: string }
  /** A denial could not be written for the audit chain. */
  | (RequestMark & { readonly event: 'denial_unnoted'; readonly error: string })
  /** An object was not told that a key or a sign-in is withdrawn; the cron tells it again. */
  | { readonly event: 'withdrawal_untold'; readonly object: string; readonly error: string }
  /** The gateway refuses to serve; once per isolate. Settings by name, never their values. */
  | { readonly event: 'misconfigured'; readonly faults: readonly string[] }
  /** What follows from a change of an app could not be done; the cron tries it again. */
  | { readonly event: 'follow_up_failed'; readonly app_id: string; readonly kind: string; readonly error: string }
  /** A password's hash could not be made anew with the current cost; the next login tries again. */
  | (RequestMark & { readonly event: 'rehash_failed'; readonly error: string })
  /** Mails could not be taken from the outbox after a request; the cron tries again. */
  | (RequestMark & { readonly event: 'mails_unsent'; readonly error: string })
  /** The mail provider refused a mail for good, or too often. */
  | { readonly event: 'mail_given_up'; readonly mail: string; readonly attempts: number; readonly error: string }
  /** A task of the gateway's cron failed; it runs again in a minute. */
  | { readonly event: 'task_failed'; readonly task: string; readonly error: string }
  /** A sign-in with a provider failed for a reason that is not the person's; the page heard only that it did. */
  | (RequestMark & { readonly event: 'provider_failed'; readonly provider: string; readonly error: string })
  /** A stream that had begun could not go on; the client connects again. */
  | (RequestMark & { readonly event: 'stream_broken'; readonly error: string })
  /** An object did not answer the rollup; it sends its facts again, or is woken again in its next round. */
  | { readonly event: 'confirm_failed' | 'wake_failed'; readonly object: string; readonly error: string }

/** One JSON line at error level. */
export const logError = (line: LogLine): void => console.error(JSON.stringify(line))

/** An error as one line of text: its stack when it has one. */
export const errorText = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

export const requestMark = (requestId: string, trace: TraceContext | null): RequestMark =>
  trace === null ? { request_id: requestId } : { request_id: requestId, trace_id: trace.traceId }
