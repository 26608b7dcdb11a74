/** Which types of events an app received: what a filter offers. */
import * as z from 'zod'
import { eventType, timestamp } from './events.ts'

export const eventTypesQuery = z.object({
  from: timestamp.optional().meta({ description: 'Received at or after this moment. Without it, the 7 days before `to`.' }),
  to: timestamp.optional().meta({ description: 'Received before this moment. Without it, now.' }),
})
export type EventTypesQuery = z.infer<typeof eventTypesQuery>

export const eventTypeCount = z.object({ type: eventType, events: z.int(), last_at: z.string() })

/** All in one page. */
export const eventTypesAnswer = z.object({
  from: z.string(),
  to: z.string(),
  data: z.array(eventTypeCount),
  next_cursor: z.null(),
})
export type EventTypesAnswer = z.infer<typeof eventTypesAnswer>
