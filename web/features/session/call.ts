/** Calls as the signed-in operator. */
import { operator } from './operator.ts'

export const { call, download, freshToken } = operator
