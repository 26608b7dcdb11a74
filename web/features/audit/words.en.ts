/** Every text about the audit chain. */
import type { AuditFaultKind } from '../../../contract/audit-entry.ts'
import type { AuditActor, AuditNote } from '../../../contract/audit.ts'
import { amountOf, fullCount } from '../../ui/format.ts'

export const words = {
  title: 'Audit',
  lead: 'Who did what to this app, what the platform decided by itself, and whom it kept out. Every entry carries the hash of the one before.',
  verify: 'Verify the chain',
  verifying: (entries: number) => (entries === 0 ? 'Verifying…' : `Verifying… ${fullCount(entries)}`),
  verified: (entries: number) => `The chain is whole: ${amountOf(entries, 'entry', 'entries')}, every hash and link right.`,
  anchors: (count: number) => `${amountOf(count, 'daily anchor', 'daily anchors')} compared with what they saw.`,
  noAnchors: 'No daily anchor yet.',
  broken: 'The chain was tampered with.',
  faultAt: (seq: number) => (seq === 0 ? 'The whole chain' : `Entry ${seq}`),
  export: 'Export',
  exporting: 'Exporting…',
  exported: 'The export is in your downloads. It verifies anywhere, without network:',
  exportedCommand: 'node scripts/verify-audit.ts FILE',
  clear: 'Show everything',
  action: 'What',
  anyAction: 'Anything',
  outcome: 'Outcome',
  anyOutcome: 'Any',
  actor: 'Who (id)',
  object: 'About (id)',
  incident: 'Incident',
  from: 'From',
  to: 'Before',
  none: 'Nothing yet',
  noneLead: 'The first act, decision or denial will be here.',
  noMatch: 'Nothing fits these filters.',
  more: 'Show older',
  loadingMore: 'Loading…',
  altered: 'altered',
  alteredLead: 'This entry is not what its own hash says.',
  system: 'Prost',
  someone: 'someone',
  entry: 'Entry',
  hash: 'Hash',
  prevHash: 'Hash before',
  request: 'Request',
  reason: 'Reason',
  data: 'What changed',
  by: 'Who',
  about: 'About',
  onlyThis: 'Only this',
} as const

export const outcomeWords = { done: 'done', decided: 'decided', denied: 'denied' } as const satisfies Record<AuditNote['outcome'], string>

export const actorWords = { operator: 'operator', user: 'person', key: 'key', system: 'Prost' } as const satisfies Record<
  AuditActor['kind'],
  string
>

export const faultWords = {
  altered: 'its content was altered',
  missing: 'entries are missing',
  reordered: 'entries were moved',
  broken_link: 'it does not follow the one before it',
  duplicate: 'it is there twice',
  head_mismatch: 'the chain does not end where its sealed record says',
  anchor_mismatch: 'it is not what a signed anchor saw',
  bad_signature: 'a signature is not the platform’s',
} as const satisfies Record<AuditFaultKind, string>

/** What each action is, as a sentence after its actor. One that is not here is shown as it is. */
export const actionWords = {
  'app.created': 'made the app',
  'app.updated': 'changed the settings',
  'app.archived': 'archived the app',
  'key.created': 'made a key',
  'key.rotated': 'gave a key a new secret',
  'key.revoked': 'revoked a key',
  'member.added': 'added a member',
  'member.role_changed': 'changed a role',
  'member.removed': 'removed a member',
  'invitation.made': 'invited somebody',
  'invitation.withdrawn': 'withdrew an invitation',
  'user.registered': 'registered',
  'user.renamed': 'changed their name',
  'user.disabled': 'disabled a person',
  'user.enabled': 'enabled a person',
  'user.sessions_ended': 'ended all sign-ins of a person',
  'user.email_verified': 'confirmed an e-mail',
  'user.password_changed': 'changed their password',
  'user.password_reset': 'reset a password',
  'passkey.added': 'added a passkey',
  'passkey.removed': 'removed a passkey',
  'passkey.refused': 'refused a passkey',
  'provider.configured': 'configured a sign-in provider',
  'provider.removed': 'removed a sign-in provider',
  'session.started': 'signed in',
  'session.ended': 'ended a sign-in',
  'session.others_ended': 'ended their other sign-ins',
  'sign_in.denied': 'was refused a sign-in',
  'sign_in.limited': 'tried too often to sign in',
  'signing_key.replaced': 'replaced the key that signs access tokens',
  'access.denied': 'was kept out',
  'audit.unreadable': 'found a note that can not be read',
} as const
