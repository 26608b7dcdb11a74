/** The longest message, in UTF-16 units: the contract's, which a page does not load for a number. */
import type { chatTextLength } from '../../../contract/chat.ts'

export const chatLength: typeof chatTextLength = 4_000
