/** Why somebody is reported, in the order in which a person is asked. */
import type { ReportReason } from '../../../contract/moderation.ts'
import { reasons } from './words.ts'

export const reasonOrder = [
  'harassment',
  'hate',
  'sexual_content',
  'violence',
  'self_harm',
  'minor_safety',
  'impersonation',
  'spam',
  'other',
] as const satisfies readonly ReportReason[]

/** In the reader's language of now. */
export const reasonChoices = (): readonly { readonly value: ReportReason; readonly label: string }[] =>
  reasonOrder.map((value) => ({ value, label: reasons[value] }))
