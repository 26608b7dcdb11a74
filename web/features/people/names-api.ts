/** What people are called. */
import type { UserId } from '../../../contract/ids.ts'
import type { Account } from '../session/account.ts'
import type { Answer } from '../session/http.ts'
import { listAt, reader, textAt } from '../session/reading.ts'

/** As many as the API names at once. */
export const namesAtOnce = 50

const readNames = reader((json) =>
  listAt(json, 'data', (each) => [textAt(each, 'user_id') as UserId, textAt(each, 'display_name')] as const),
)

export const getNames = ({ call }: Account, ids: readonly UserId[]): Promise<Answer<readonly (readonly [UserId, string])[]>> =>
  call({ path: `/v1/people?ids=${ids.join(',')}`, read: readNames })
