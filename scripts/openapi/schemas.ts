/** Schemas with a name of their own in the document, and what zod's rendering of any schema leaves out of it. */
import type { CreateDocumentOptions } from 'zod-openapi'
import { app, appChanges, key, keyWithSecret, member, newAppInput, newKeyInput, person } from '../../contract/apps.ts'
import { auditAnchor, auditFault, listedAuditEntry } from '../../contract/audit-entry.ts'
import { channel, channelSettings, channelStatus } from '../../contract/channel.ts'
import { eventTypesAnswer } from '../../contract/event-types.ts'
import { eventContext, eventInput, ingestAnswer, quarantinedEvent, storedEvent } from '../../contract/events.ts'
import { authSession, me, tokens, user } from '../../contract/identity.ts'
import { labReport } from '../../contract/lab.ts'
import { appLimits } from '../../contract/limits.ts'
import { metricsSnapshot, seriesAnswer, verifyAnswer } from '../../contract/metrics.ts'
import { auditVerification } from '../../contract/operations/audit.ts'
import { cloudEvent, eventEnvelope } from '../../contract/operations/events.ts'
import { deadLetter, deadLetterSummary } from '../../contract/operations/ops.ts'
import { readiness } from '../../contract/operations/platform.ts'
import { problem } from '../../contract/problem.ts'
import { telemetrySession } from '../../contract/telemetry-sessions.ts'
import { errorFrame, receiptsFrame, welcomeFrame } from '../../contract/telemetry-socket.ts'

/** Those that no operation uses are left out. */
export const namedSchemas = {
  Problem: problem,
  Event: eventInput,
  EventContext: eventContext,
  EventEnvelope: eventEnvelope,
  CloudEvent: cloudEvent,
  Receipts: ingestAnswer,
  StoredEvent: storedEvent,
  QuarantinedEvent: quarantinedEvent,
  AppMetricsSnapshot: metricsSnapshot,
  MetricsSeries: seriesAnswer,
  Verification: verifyAnswer,
  EventTypes: eventTypesAnswer,
  TelemetrySession: telemetrySession,
  AuditEntry: listedAuditEntry,
  AuditAnchor: auditAnchor,
  AuditFault: auditFault,
  AuditVerification: auditVerification,
  User: user,
  Me: me,
  Tokens: tokens,
  AuthSession: authSession,
  App: app,
  NewApp: newAppInput,
  AppChanges: appChanges,
  AppLimits: appLimits,
  Key: key,
  NewKey: newKeyInput,
  KeyWithSecret: keyWithSecret,
  Member: member,
  Person: person,
  ChannelStatus: channelStatus,
  Channel: channel,
  ChannelSettings: channelSettings,
  LabReport: labReport,
  DeadLetter: deadLetter,
  DeadLetterSummary: deadLetterSummary,
  Readiness: readiness,
  TelemetryWelcome: welcomeFrame,
  TelemetryReceipts: receiptsFrame,
  TelemetryError: errorFrame,
}

/** What a socket sends: OpenAPI has no place for frames, so they stand beside the operation as `x-prost-socket`. */
export const socketFrames: Readonly<Record<string, readonly (keyof typeof namedSchemas)[]>> = {
  openTelemetrySocket: ['TelemetryWelcome', 'TelemetryReceipts', 'TelemetryError'],
}

type Override = Extract<CreateDocumentOptions['override'], (...args: never) => void>

/** Noise: that an integer is a safe one, how the text of a number looks, and the expression behind a format that has a name. */
export const withoutNoise: Override = ({ jsonSchema }) => {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
  if (jsonSchema.type === 'integer' || jsonSchema.format !== undefined) delete jsonSchema.pattern
}
