/** What a role may do, so that pages offer nothing else. The server judges every call again; `contract/roles.ts` rules. */
import type { Role } from '../../../contract/roles.ts'

export const everyRole = ['owner', 'admin', 'analyst', 'moderator', 'agent'] as const satisfies readonly Role[]

/** Configure the app: settings, keys, members. */
export const administers = (role: Role): boolean => role === 'owner' || role === 'admin'
/** Read its numbers and its audit chain. */
export const reads = (role: Role): boolean => administers(role) || role === 'analyst'
/** Deal with reports, and act on people. */
export const moderates = (role: Role): boolean => administers(role) || role === 'moderator'
/** Archive it, make and unmake owners. */
export const owns = (role: Role): boolean => role === 'owner'
