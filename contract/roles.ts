/** What an operator is in an app. */
import * as z from 'zod'

export const role = z.enum(['owner', 'admin', 'analyst', 'moderator', 'agent'])
export type Role = z.infer<typeof role>

export const everyRole: readonly Role[] = role.options
/** Configure the app: settings, keys, people. */
export const administrators: readonly Role[] = ['owner', 'admin']
/** Read its facts and its audit chain. */
export const analysts: readonly Role[] = ['owner', 'admin', 'analyst']
