/** The newest event of an app, as far as the panel shows it. */
import type { AppId } from '../../../contract/ids.ts'
import { call } from '../session/call.ts'
import type { Answer } from '../session/http.ts'
import type { Page } from '../session/reading.ts'
import { pageReader, textAt, timeAt } from '../session/reading.ts'

export type LatestEvent = { readonly id: string; readonly type: string; readonly actor_id: string; readonly received_at: string }

const readEvents = pageReader((json): LatestEvent => ({
  id: textAt(json, 'id'),
  type: textAt(json, 'type'),
  actor_id: textAt(json, 'actor_id'),
  received_at: timeAt(json, 'received_at'),
}))

export const latestEvents = (app: AppId, signal: AbortSignal): Promise<Answer<Page<LatestEvent>>> =>
  call({ path: `/v1/apps/${app}/events?limit=1`, read: readEvents, signal })
