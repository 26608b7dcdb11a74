/** What has to be undone however the bench ends: servers that would live on, folders that would stay. */

const undo = new Set<() => void>()

/** `act` must be synchronous. Answers a function that does it now and forgets it. What was registered last is undone first. */
export const undoLater = (act: () => void): (() => void) => {
  undo.add(act)
  return () => {
    if (undo.delete(act)) act()
  }
}

process.on('exit', () => {
  for (const act of [...undo].toReversed()) act()
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
