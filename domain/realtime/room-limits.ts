/** Every number a room lives by, in one place. Times are ms. */
export const roomLimits = {
  /** A connection without a sign of life for this long is dead; with the sweep that finds it, gone within the 45 s of the contract. */
  silentMs: 40_000,
  /** How long the place of somebody whose last connection broke is kept, for a reload or a handover between networks. */
  lostMs: 25_000,
  /** And at least so long, however long ago the last sign of life was. */
  lostMinMs: 5_000,
  /** For so long whoever comes back finds every missed frame. A client may have heard nothing for `silentMs` before it noticed: the log is longer. */
  resumeMs: 120_000,
  logMs: 180_000,
  /** More missed frames than this are a gap: reading the room anew is cheaper for both sides. */
  resumeFrames: 5_000,
  /**
   * Sweeps go on for this long after somebody moved, then once in `idleSweepMs`: in a room where nobody does anything nobody is told
   * anything, so a sleeping one costs nothing. What was missed comes out `wakeSweepMs` after anything wakes the room.
   */
  livelyMs: 300_000,
  idleSweepMs: 900_000,
  wakeSweepMs: 500,
  /** `livelyUntil` is only written when it moved by this much. */
  livelySlackMs: 60_000,
  /** So many incoming frames may be forgotten by the counts of a session's cost when its object is evicted. */
  uncountedFrames: 64,
  /** At most four counts a second. */
  countMs: 250,
  /** How often a client that shows a part of a large list gets it anew while it changes. */
  partsMs: 5_000,
  /** A session nobody is in ends after this long; one of two people after the shorter. */
  emptyMs: 600_000,
  emptyOfTwoMs: 120_000,
  /** How long after both confirmed a match they have to be there. */
  comeMs: 15_000,
  /** Frames of one connection: so many at once, and as many in the period. */
  frames: { limit: 100, periodMs: 5_000 },
  /** The fifth bad frame closes. */
  badFrames: 5,
  /** Connections of one person in one room: the oldest goes. */
  connectionsPerUser: 8,
  /** Sessions that one led to and still remembers. */
  children: 16,
  /** Typing is not relayed in rooms with more members. */
  typingUpTo: 50,
  /** Members in the welcome of a large room. */
  welcomeMembers: 50,
  /** New connections a second that one room takes, and as many at once: what is over is given a slot. */
  admissionsPerS: 250,
  /** Nobody is sent away for longer. */
  slotMs: 50_000,
} as const
