/** What people do for their own safety: blocks and reports. */
import type { MessageId, ReportId, RoomId, UserId } from '../../../contract/ids.ts'
import type { Report, ReportChange, ReportInput } from '../../../contract/moderation.ts'
import type { Account } from '../session/account.ts'
import type { Answer, ApiFailure } from '../session/http.ts'
import type { Page } from '../session/reading.ts'
import { anything, pageReader, reader, textAt, textOrNullAt, timeAt, wordAt } from '../session/reading.ts'
import { reasonOrder } from './reasons.ts'

const failureOf = (answer: Answer<unknown>): ApiFailure | null => (answer.ok ? null : answer.failure)

const readBlocks = pageReader((json) => textAt(json, 'user_id') as UserId)

export const listBlocks = ({ call }: Account, cursor: string | null): Promise<Answer<Page<UserId>>> =>
  call({ path: `/v1/blocks?${new URLSearchParams({ limit: '200', ...(cursor !== null && { cursor }) })}`, read: readBlocks })

export const setBlock = async ({ call }: Account, user: UserId, isBlocked: boolean): Promise<ApiFailure | null> =>
  failureOf(await call({ method: isBlocked ? 'PUT' : 'DELETE', path: `/v1/blocks/${user}`, read: anything }))

/** Ids are what the platform says they are: the brand is the contract's. */
export const readReport = reader((json): Report => ({
  id: textAt(json, 'id') as ReportId,
  user_id: textAt(json, 'user_id') as UserId,
  session_id: textOrNullAt(json, 'session_id') as RoomId | null,
  message_id: textOrNullAt(json, 'message_id') as MessageId | null,
  reason: wordAt(json, 'reason', reasonOrder),
  created_at: timeAt(json, 'created_at'),
}))

export const sendReport = ({ call }: Account, json: ReportInput, attempt: string): Promise<Answer<Report>> =>
  call({ method: 'POST', path: '/v1/reports', json, read: readReport, attempt })

export const changeReport = ({ call }: Account, id: ReportId, json: ReportChange, attempt: string): Promise<Answer<Report>> =>
  call({ method: 'PATCH', path: `/v1/reports/${id}`, json, read: readReport, attempt })

export const withdrawReport = async ({ call }: Account, id: ReportId): Promise<ApiFailure | null> =>
  failureOf(await call({ method: 'DELETE', path: `/v1/reports/${id}`, read: anything }))
