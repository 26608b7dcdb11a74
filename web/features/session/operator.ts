/** The sign-in of operators: the console's, and all that is done in it. */
import { createAccount } from './account.ts'

export const operator = createAccount({ of: 'operators' })
