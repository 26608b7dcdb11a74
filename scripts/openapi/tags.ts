/** What each area of the API is about. A new tag does not compile until it says so. */
import type { Operation, Tag } from '../../contract/operation.ts'

const descriptions: Record<Tag, string> = {
  Events: 'Facts of an app: sent once or many times, stored once, never changed, read back as they were kept.',
  Quarantine: 'Events that could not be taken as they were sent, with the reason. They can be sent again after a fix.',
  Metrics: 'What happens now and what happened, as numbers that can be rebuilt from the events.',
  Actors: 'Who an event is about: the label that says whether someone is a bot.',
  'Telemetry socket': 'Events as frames of a WebSocket, with a heartbeat that keeps a telemetry session live.',
  'Telemetry sessions': 'What an app’s clients opened with `session.start`: live ones and past ones.',
  'Sign-in': 'How a person of an app, or an operator, comes in and stays in.',
  Account: 'What a signed-in person sees and changes of their own.',
  Passkeys: 'Signing in with WebAuthn, without a password.',
  Providers: 'Signing in with an account elsewhere, by OpenID Connect.',
  Apps: 'The apps an operator has a role in, and how each is set up.',
  Keys: 'What an app calls with: a public half, a secret that is shown once, and scopes.',
  Members: 'Which operators have which role in an app.',
  Channel: 'A 24/7 channel as players and pages see it, and the door of its LAB.',
  Channels: 'The channels of an app: set up, watched over, and given secrets.',
  Sessions: 'People in a mode, with one intent, and the sockets of their rooms.',
  Chat: 'Threads of rooms and of two people: opened, read, and written in over their sockets.',
  Presence: 'Who is there in a mode, and how oneself is seen.',
  Consents: 'One person asks another, who grants or denies; either takes it back.',
  Matching: 'A ticket in a queue, a match that both confirm, the session of the two; skip, and the next.',
  Media: 'What a client needs to send and receive sound and picture in a session, whoever carries them.',
  Safety: 'What people do for their own safety: report, block, see what was done about them, appeal.',
  Moderation: 'What moderators of an app do: the queue of reports, actions with an end, appeals.',
  People: 'The people of an app, as its operators and its server see them.',
  Audit: 'Every administrative act, automatic decision and denial, in a chain that shows when it was tampered with.',
  Operations: 'For whoever runs the platform: what spans apps.',
  Platform: 'Whether the platform is up, and its own description.',
}

/** The tags in use, in the order their operations come in. */
export const tagsOf = (operations: readonly Operation[]): { name: Tag; description: string }[] =>
  [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name, description: descriptions[name] }))
