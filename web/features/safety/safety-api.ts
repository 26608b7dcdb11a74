/** What people do for their own safety: blocks and reports. */
import type { UserId } from '../../../contract/ids.ts'
import type { ReportInput } from '../../../contract/moderation.ts'
import type { Account } from '../session/account.ts'
import type { Answer, ApiFailure } from '../session/http.ts'
import type { Page } from '../session/reading.ts'
import { anything, pageReader, textAt } from '../session/reading.ts'

const failureOf = (answer: Answer<unknown>): ApiFailure | null => (answer.ok ? null : answer.failure)

const readBlocks = pageReader((json) => textAt(json, 'user_id') as UserId)

export const listBlocks = ({ call }: Account, cursor: string | null): Promise<Answer<Page<UserId>>> =>
  call({ path: `/v1/blocks?${new URLSearchParams({ limit: '200', ...(cursor !== null && { cursor }) })}`, read: readBlocks })

export const setBlock = async ({ call }: Account, user: UserId, isBlocked: boolean): Promise<ApiFailure | null> =>
  failureOf(await call({ method: isBlocked ? 'PUT' : 'DELETE', path: `/v1/blocks/${user}`, read: anything }))

export const sendReport = async ({ call }: Account, json: ReportInput, attempt: string): Promise<ApiFailure | null> =>
  failureOf(await call({ method: 'POST', path: '/v1/reports', json, read: anything, attempt }))
