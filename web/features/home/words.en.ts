/** Every text of the first page. */
export const words = {
  name: 'Prost',
  opening: 'Tuning in…',
  noAnswer: 'Connection lost. Trying again…',
  soon: 'The channel begins here soon.',
  lead: 'One platform for live social apps: they post what happens, and everyone who answers for them sees it at once, in numbers that can be proven.',
  open: 'Open live metrics',
  register: 'Make an account',
  api: 'Read the API',
  postEvents: 'A receipt for every event. Counted once, however often it is sent.',
  getMetrics: 'Who is here and what they do, with the age of every answer.',
  verify: 'Every stored number rebuilt from the raw events, on demand.',
} as const
