/** The telemetry socket as an operation: events as frames, and a heartbeat that costs nothing. Its frames are `../telemetry-socket.ts`'s. */
import * as z from 'zod'
import { storableText } from '../events.ts'
import { telemetrySocketFrameBytes } from '../telemetry-socket.ts'
import type { Operation } from '../operation.ts'

export const openTelemetrySocket = {
  operationId: 'openTelemetrySocket',
  method: 'get',
  path: '/v1/telemetry/socket',
  summary: 'Open the telemetry WebSocket',
  description: [
    'Offer the subprotocols `prost.v1` and `key.<public key>`; browsers must come from one of the origins of the app. Failures before the upgrade are problem answers.',
    'A signed-in person offers `prost.v1` and `bearer.<access token>` instead: every event is then that person’s (`actor_id` may be left out), and the socket closes when the sign-in ends.',
    `The server begins with a frame \`TelemetryWelcome\`. Then every text frame you send, at most ${telemetrySocketFrameBytes} bytes, is one event (\`{ "t": "event", "ref": 1, "type": …, "actor_id": … }\`), an array of events, or \`{ "t": "events", "ref": 1, "sent_at": …, "events": […] }\`; \`t\` and \`ref\` may be left out. It is answered by \`TelemetryReceipts\`, with the same promise as the 202 of sending events, or by \`TelemetryError\`, both with your \`ref\`.`,
    'Send the raw text `ping` every `heartbeat_s` seconds (the welcome frame says how many): it is answered `pong` and keeps the telemetry session live.',
  ].join('\n\n'),
  tag: 'Telemetry socket',
  access: { by: 'public_key', scope: 'telemetry' },
  door: 'ingest',
  query: z.object({
    actor_id: storableText(256)
      .optional()
      .meta({ description: 'Whose events will mostly come: puts the socket next to where they are kept.' }),
  }),
  headers: z.object({
    Upgrade: z.literal('websocket'),
    'Sec-WebSocket-Protocol': z.string().meta({ description: '`prost.v1, key.<public key>`, or `prost.v1, bearer.<access token>`' }),
  }),
  answers: { 101: { description: 'The socket is open under the subprotocol `prost.v1`.', content: {} } },
  errors: ['upgrade_required', 'validation_failed'],
} as const satisfies Operation

export const telemetrySocketOperations: readonly Operation[] = [openTelemetrySocket]
