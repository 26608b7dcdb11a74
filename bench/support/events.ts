/**
 * As many real events as are asked for: a file is repeated round after round with fresh ids, actors and sessions,
 * so that the share of new users stays as in the file. Times are now.
 */
import { type FileEvent, readEvents } from '../../scripts/replay/read-events.ts'

export const loadEvents = async (file: string): Promise<FileEvent[]> => {
  const events: FileEvent[] = []
  for await (const event of readEvents(file)) events.push(event)
  return events
}

/** Event `n` of an endless sequence. `run` keeps the ids of two runs apart. */
export const nthEvent = (events: readonly FileEvent[], n: number, run: string): object => {
  const event = events[n % events.length]
  if (event === undefined) throw new Error('the file has no events')
  const round = Math.floor(n / events.length)
  const { session_id, ...rest } = event.value
  const session = typeof session_id === 'string' ? { session_id: `${session_id}-${round}` } : {}
  return {
    ...rest,
    ...session,
    id: `${event.id}-${run}-${round}`,
    actor_id: `${event.actorId}-${round}`,
    occurred_at: new Date().toISOString(),
  }
}

/** The JSON body of request `n`: one event as an object, several as an array. */
export const requestBody = (events: readonly FileEvent[], n: number, size: number, run: string): string => {
  const batch = Array.from({ length: size }, (_, i) => nthEvent(events, n * size + i, run))
  return JSON.stringify(size === 1 ? batch[0] : batch)
}
