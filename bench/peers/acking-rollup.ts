/** A rollup that takes every message and stores nothing: what is left is the cost of accepting. Measures only, promises nothing. */
export default {
  queue: (batch: { ackAll(): void }) => batch.ackAll(),
  scheduled: () => {},
}
