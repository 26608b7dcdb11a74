/** Every text of reports and blocks. */
import type { ReportReason } from '../../../contract/moderation.ts'
import type { CodeWords } from '../session/failure-words.ts'

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

  sendingReport: 'Sending the report…',
  notSent: 'The report was not sent',
  again: 'Try again',
  notTold: (name: string) => `Thank you. It is about ${name}, who does not learn of it.`,
  whatWasIt: 'What was it?',
  tell: 'Tell the moderators',
  told: 'The moderators have what you said.',
  takeBack: 'Take it back',
  takingBack: 'Taking it back…',
  takenBack: 'The report is taken back',
  takenBackDetail: 'It counts towards nothing. You can report again.',

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

export const codes = {
  invalid_transition: { title: 'The moderators have settled it', detail: 'It can not be changed or taken back any more.' },
} satisfies CodeWords
