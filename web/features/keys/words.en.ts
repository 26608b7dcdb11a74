/** Every text about keys. */
import type { Scope } from '../../../contract/keys.ts'
import type { CodeWords } from '../session/failure-words.ts'

export const words = {
  title: 'Keys',
  lead: 'With a key the app’s own server, or its pages, speak for the app.',
  newKey: 'New key',
  newKeyTitle: 'A new key',
  name: 'Name',
  nameHint: 'Where it will be used, such as “server” or “web page”.',
  scopes: 'What it may do',
  scopesNeeded: 'At least one.',
  needed: 'Needed.',
  create: 'Make the key',
  creating: 'Making…',
  cancel: 'Cancel',
  none: 'No key yet',
  noneLead: 'Without a key nothing can be sent for this app.',

  publicKey: 'Public key',
  secret: 'Secret key',
  copyPublic: 'Copy the public key',
  copySecret: 'Copy the secret key',
  secretTitle: (name: string) => `The secret of “${name}”`,
  secretOnce: 'This is the only time it is shown. Only its hash is kept: put it where your server finds it, now.',
  overlapUntil: (time: string) => `The secret before it opens until ${time}.`,
  overlapNone: 'The secret before it does not open any more.',
  kept: 'I have kept it',
  keptFirst: 'Keep it first: it can not be shown again. Then press “I have kept it”.',

  rotate: 'Rotate',
  rotateLabel: (name: string) => `Rotate the key ${name}`,
  rotateTitle: (name: string) => `A new secret for “${name}”`,
  rotateLead: 'The public key stays. Choose how long the secret in use still opens, so that your servers can change over.',
  overlap: 'The secret in use ends',
  rotateSend: 'Make the new secret',
  rotating: 'Rotating…',

  revoke: 'Revoke',
  revokeLabel: (name: string) => `Revoke the key ${name}`,
  revokeTitle: (name: string) => `Revoke “${name}”?`,
  revokeLead: 'Whoever uses it is refused everywhere within five seconds, and its open sockets are closed. It can not be taken back.',
  revokeSend: (name: string) => `Revoke “${name}”`,
  revoked: (name: string) => `“${name}” is revoked.`,

  isRevoked: 'revoked',
  made: (day: string) => `made ${day}`,
  rotatedOn: (day: string) => `rotated ${day}`,
  revokedOn: (time: string) => `revoked ${time}`,
  twoSecrets: (time: string) => `The secret before the last rotation opens until ${time}.`,
  more: 'Show more',
} as const

/** Seconds that the secret in use still opens. */
export const overlapWords = {
  '86400': { label: 'in 24 hours', hint: '' },
  '28800': { label: 'in 8 hours', hint: '' },
  '3600': { label: 'in 1 hour', hint: '' },
  '0': { label: 'at once', hint: 'For a secret that has leaked: what still uses it is refused within five seconds.' },
} as const

export const scopeWords = {
  telemetry: { label: 'Telemetry', hint: 'Send events, read events and metrics.' },
  identity: { label: 'Identity', hint: 'Register and sign in the app’s people, and manage them.' },
  audit: { label: 'Audit', hint: 'Read and verify the audit chain, prove the metrics.' },
  realtime: { label: 'Realtime', hint: 'Sessions, rooms and calls.' },
  billing: { label: 'Billing', hint: 'Plans, checkouts and usage.' },
  agents: { label: 'Agents', hint: 'Governed agents and their proposals.' },
} as const satisfies Record<Scope, { readonly label: string; readonly hint: string }>

export const keyCodes = {
  too_many: { title: 'The app has as many live keys as there may be.', detail: 'Revoke one that nobody uses.' },
} satisfies CodeWords
