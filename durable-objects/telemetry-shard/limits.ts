/** Every number a TelemetryShard lives by, in one place. Times are ms, sizes UTF-8 bytes. */
export const limits = {
  /** From the first row that waits to the queue: long enough to gather, short enough for 3 s freshness. */
  flushDelayMs: 200,
  /** A row that the rollup did not confirm for this long is sent again; each further time waits twice as long. */
  resendAfterMs: 20_000,
  resendMaxMs: 300_000,
  /** Alarms for sweeps aim at whole multiples of this, so that sessions which come due close together share one. */
  sweepGridMs: 1_000,
  /** Text of one row of signs of life, in UTF-16 units: at most 3 bytes each, and a row may have 2 MB. */
  signsChunkLength: 300_000,
  /** After a failed alarm: this long, doubled each time. */
  retryMinMs: 500,
  retryMaxMs: 30_000,
  /** The outbox says no above either of these. */
  outboxRows: 100_000,
  outboxBytes: 200_000_000,
  refusalRetryAfterS: 5,
  /** Text of one outbox row; with its header it always fits one queue message. */
  outboxRowBytes: 90_000,
  /** Live counters above this go with their biggest features only. */
  liveBytes: 60_000,
  /** How much outbox is read into memory at a time, and how often in one alarm. */
  sendRoundBytes: 2_000_000,
  sendRounds: 150,
  /** `sendBatch` takes 100 messages and 256 KB; a little room is left for what the platform adds per message. */
  sendBatchMessages: 100,
  sendBatchBytes: 240_000,
  /** Event ids remembered to answer `duplicate`. */
  recentIds: 20_000,
  /** Event ids remembered per session: starts, recovers and ends; and feature moves. */
  actedIds: 16,
  movedIds: 8,
  /** Other ids under which one session is reached. */
  aliases: 64,
  recoverWindowMs: 600_000,
  /**
   * A sign of life that costs a row anyway is reported when the last report is this old, others at the latest then: never
   * 30 min apart. Where one has to be reported, all that are old enough for the first go along.
   */
  reportEveryMs: 900_000,
  reportLatestMs: 1_740_000,
  endedKeptMs: 7 * 86_400_000,
  /** How long an `Idempotency-Key` is honoured. */
  answerKeptMs: 86_400_000,
  pruneEveryMs: 86_400_000,
  pruneRows: 5_000,
  /** Sessions that the raw `ping` of one socket keeps live: they must fit its attachment. */
  boundSessions: 8,
  badFrames: 5,
  /** How long sockets of a withdrawn key or sign-in are closed again, longer than any door takes it for valid; and for how many. */
  withdrawnMs: 10_000,
  withdrawn: 1_000,
} as const
