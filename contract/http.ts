/** Every public operation of the API. A route that is not here is not public; the tests hold the doors to it, both ways. */
import { withMirrors } from './mirror.ts'
import type { Operation } from './operation.ts'
import { appsOperations } from './operations/apps.ts'
import { auditOperations } from './operations/audit.ts'
import { channelOperations } from './operations/channel.ts'
import { channelsOperations } from './operations/channels.ts'
import { chatOperations } from './operations/chat.ts'
import { consentsOperations } from './operations/consents.ts'
import { eventTypesOperations } from './operations/event-types.ts'
import { eventsOperations } from './operations/events.ts'
import { keysOperations } from './operations/keys.ts'
import { liveOperations } from './operations/live.ts'
import { moderationOperations } from './operations/moderation.ts'
import { safetyOperations } from './operations/moderation-people.ts'
import { moderationRoomsOperations } from './operations/moderation-rooms.ts'
import { matchOperations } from './operations/match.ts'
import { mediaOperations } from './operations/media.ts'
import { membersOperations } from './operations/members.ts'
import { metricsOperations } from './operations/metrics.ts'
import { modesOperations } from './operations/modes.ts'
import { oauthOperations } from './operations/oauth.ts'
import { restartAllRooms } from './operations/ops-rooms.ts'
import { opsOperations } from './operations/ops.ts'
import { passkeysOperations } from './operations/passkeys.ts'
import { peopleNamesOperations } from './operations/people-names.ts'
import { peopleOperations } from './operations/people.ts'
import { platformOperations } from './operations/platform.ts'
import { presenceOperations } from './operations/presence.ts'
import { quarantineOperations } from './operations/quarantine.ts'
import { roomsOperations } from './operations/rooms.ts'
import { sessionsOperations } from './operations/sessions.ts'
import { shellOperations } from './operations/shell.ts'
import { telemetrySessionsOperations } from './operations/telemetry-sessions.ts'
import { telemetrySocketOperations } from './operations/telemetry-socket.ts'
import { usersOperations } from './operations/users.ts'

export const operations: readonly Operation[] = withMirrors([
  ...eventsOperations,
  ...eventTypesOperations,
  ...quarantineOperations,
  ...metricsOperations,
  ...liveOperations,
  ...telemetrySocketOperations,
  ...telemetrySessionsOperations,
  ...peopleOperations,
  ...passkeysOperations,
  ...oauthOperations,
  ...appsOperations,
  ...keysOperations,
  ...membersOperations,
  ...channelsOperations,
  ...channelOperations,
  ...modesOperations,
  ...sessionsOperations,
  ...roomsOperations,
  ...chatOperations,
  ...presenceOperations,
  ...peopleNamesOperations,
  ...consentsOperations,
  ...mediaOperations,
  ...matchOperations,
  ...safetyOperations,
  ...moderationOperations,
  ...moderationRoomsOperations,
  ...usersOperations,
  ...auditOperations,
  ...opsOperations,
  restartAllRooms,
  ...platformOperations,
  ...shellOperations,
])
