/** Every text of reports and blocks. */
import type { ReportReason } from '../../../contract/moderation.ts'

export const words = {
  report: 'Report',
  reportMessage: 'Report this message',
  reportPerson: (name: string) => `Report ${name}`,
  reportLead: 'Moderators look at it. The other person does not learn who reported, nor that anybody did.',
  reportMessageLead: 'Moderators get this message as it was said. The other person does not learn who reported, nor that anybody did.',
  person: 'Who is it about?',
  choose: 'Choose…',
  personNeeded: 'Say who it is about.',
  reason: 'What is it?',
  note: 'In your own words',
  noteHint: 'If you like. Only moderators read it.',
  cancel: 'Cancel',
  close: 'Close',
  send: 'Send the report',
  sending: 'Sending…',
  sent: 'The report is with the moderators',
  sentDetail: 'Thank you. You can also block the person: then nothing passes between you any more.',

  block: 'Block',
  unblock: 'Take the block back',
  blocking: 'Blocking…',
  blockedNow: (name: string) =>
    `You blocked ${name}. Nothing of theirs is shown to you, and neither of you can write to or call the other.`,
  blockLead: 'You will not see what they write, and neither of you can call the other. They are not told.',
} as const

export const reasons = {
  minor_safety: 'Harm to a child',
  violence: 'Violence or threats',
  self_harm: 'Self-harm',
  sexual_content: 'Unwanted sexual content',
  hate: 'Hate',
  harassment: 'Harassment',
  impersonation: 'Pretending to be somebody else',
  spam: 'Spam or fraud',
  other: 'Something else',
} as const satisfies Record<ReportReason, string>
