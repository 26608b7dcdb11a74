/** Every text about quarantine. */
import type { QuarantineCode } from '../../../contract/events.ts'

export const words = {
  title: 'Quarantine',
  lead: 'Events that could not be taken as they were sent. Nothing is lost: each waits here with its reason, and can be sent again.',
  list: 'Events in quarantine',
  refresh: 'Look again',
  none: 'Nothing is in quarantine',
  noneLead: 'Every event so far was taken.',
  more: 'Show older',
  loadingMore: 'Loading…',
  resubmitted: 're-submitted',
  resubmittedAt: (time: string) => `Taken on ${time}.`,
  toEvent: 'To the event',
  id: 'Id',
  whole: 'the whole event',
  sent: 'As it was sent',
  sentLaidOut: 'As it was sent, laid out to be read',
  copySent: 'Copy what was sent',
  truncated: 'Only the beginning was kept: it was too long.',
  notJson: 'This is no JSON.',

  fixLead: 'It goes the way every event goes. Sent again and again it is still one event.',
  event: 'The event',
  eventHint: 'JSON. Without a change it is sent exactly as it was.',
  badJson: (why: string) => `This is no JSON: ${why}`,
  notObject: 'An event is a JSON object: { … }.',
  badNumber: 'It has a number that is too large to be kept.',
  foundIn: (path: string, what: string) => `${path}: ${what}`,
  send: 'Send it again',
  sending: 'Sending…',
  reset: 'Back to what was sent',
  accepted: 'Accepted.',
  acceptedLead: 'It shows among the events within seconds.',
  duplicate: 'It was there already.',
  duplicateLead: 'An event with this id was taken before. It counts once.',
  overQuota: 'Over the quota.',
  overQuotaLead: 'The app used up what it may send. It stays in quarantine.',
  again: 'It went to quarantine again.',
  needsRole: 'Sending again takes an administrator.',
} as const

/** Why an event is here. */
export const codeWords = {
  validation_failed: 'A field is missing, or not what it must be.',
  event_too_large: 'The event is larger than 32 KiB.',
  data_too_deep: 'Its data is nested too deep.',
  number_out_of_range: 'It has a number that is too large to be kept.',
  session_id_required: 'An event of this type needs a session_id.',
  session_not_live: 'Its session is not live, or is not known.',
} as const satisfies Record<QuarantineCode, string>

/** What a field of an event must be. */
export const fieldWords = {
  needed: 'is needed',
  unknown: 'is no field of an event',
  text: 'must be a text',
  object: 'must be an object',
  type: 'must be lower-case words joined by dots, such as interaction.like; at most 8 words and 120 characters',
  time: 'must be a time such as 2026-11-21T12:00:00Z',
  empty: 'must not be empty',
  long: 'is too long',
  unstorable: 'has a character that can not be kept',
} as const
