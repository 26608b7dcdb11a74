/** Every text of moderation. */
import type { ActionKind, AppealState, ReportState, Severity } from '../../../contract/moderation.ts'
import { amountOf } from '../../ui/format.ts'
import type { CodeWords } from '../session/failure-words.ts'

export const words = {
  title: 'Moderation',
  lead: 'What people reported, what was done about it, and what those it was done to say. Nobody is told who reported.',
  refresh: 'Refresh',
  views: 'What to look at',
  reports: 'Reports',
  actions: 'Actions',
  appeals: 'Appeals',
  state: 'State',
  more: 'Show more',
  loadingMore: 'Loading…',

  noReports: 'Nothing here',
  noReportsLead: 'Reports come from the people of the app, the gravest first.',
  noActions: 'Nothing was done yet',
  noActionsLead: 'Warnings, mutes, kicks, quarantines and bans will be here, automatic ones with their explanation.',
  noAppeals: 'No appeal',
  noAppealsLead: 'Whoever something is done to can appeal once.',

  about: 'About',
  reporter: 'Reported by',
  platform: 'the platform, by a word of the list',
  session: 'Session',
  evidence: 'What was said',
  evidenceAt: (at: string) => `said ${at}`,
  noEvidence: 'No message was reported with it.',
  ownWords: 'In their own words',
  openAbout: (count: number) => amountOf(count, 'open report about this person', 'open reports about this person'),
  settledBy: 'An action settled it.',
  takenBack: 'Whoever reported took it back. It counts towards nothing.',
  act: 'Act…',
  dismiss: 'Dismiss',
  reopen: 'Open again',
  seeActions: 'What was done before',

  actTitle: (name: string) => `Act on ${name}`,
  kind: 'What',
  duration: 'For how long',
  where: 'Where',
  everywhere: 'In the whole app',
  inSession: 'In this session only',
  reason: 'Why',
  note: 'Note',
  noteHint: 'For moderators alone.',
  told: 'What the person is told',
  toldHint: 'Why, and how to appeal.',
  send: 'Do it',
  sending: 'Doing it…',
  cancel: 'Cancel',
  done: (kind: string, name: string) => `${kind}: ${name}. It holds within seconds.`,

  until: (at: string) => `until ${at}`,
  forGood: 'until it is lifted',
  over: 'over',
  liftedAt: (at: string) => `lifted ${at}`,
  ends: 'How long',
  inForce: 'in force',
  by: 'By',
  automatic: 'automatic',
  server: 'the app’s server',
  lift: 'Lift…',
  liftTitle: (kind: string, name: string) => `Lift the ${kind.toLowerCase()} of ${name}?`,
  liftDetail: 'It ends at once, everywhere. It stays in the list, with who lifted it.',
  only: 'Only this person',
  everyone: 'Everyone',
  onlyOf: (name: string) => `Only what was done about ${name}.`,
  explained: (reporters: number, weight: string, hours: string) =>
    `${amountOf(reporters, 'person', 'people')} reported within ${hours}, with a weight of ${weight} together.`,
  needed: (reporters: number, weight: string) => `The app asks for ${amountOf(reporters, 'person', 'people')} and a weight of ${weight}.`,
  counted: 'counted',
  notCounted: 'not counted',

  appealOf: (name: string) => `${name} appeals`,
  against: (kind: string) => `against a ${kind.toLowerCase()}`,
  answer: 'Answer',
  answerHint: 'Told to the person.',
  uphold: 'It stands',
  liftIt: 'Lift it',
  decided: (at: string) => `decided ${at}`,
  hours: (count: number) => amountOf(count, 'hour', 'hours'),
} as const

export const severityWords = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' } as const satisfies Record<
  Severity,
  string
>

export const stateWords = { open: 'Open', actioned: 'Acted on', dismissed: 'Dismissed', withdrawn: 'Taken back' } as const satisfies Record<
  ReportState,
  string
>

export const appealWords = { open: 'Open', upheld: 'Stands', lifted: 'Lifted' } as const satisfies Record<AppealState, string>

export const kindWords = {
  warn: 'Warning',
  mute: 'Mute',
  kick: 'Kick',
  quarantine: 'Quarantine',
  ban: 'Ban',
} as const satisfies Record<ActionKind, string>

export const durationWords = {
  '': 'As usual',
  '3600': 'An hour',
  '86400': 'A day',
  '604800': 'A week',
  '2592000': '30 days',
  none: 'Until it is lifted',
} as const

export const codes = {
  invalid_transition: { title: 'Somebody was faster', detail: 'It is settled already. Refresh to see how.' },
  policy_denied: { title: 'Somebody else decides', detail: 'Who took the action does not decide on its appeal, unless they own the app.' },
} satisfies CodeWords
