/** The channels of an app, as its operators set them up and watch over them. Secrets are in two answers and nowhere else. */
import * as z from 'zod'
import {
  channel,
  channelChanges,
  channelReading,
  channelWithSecret,
  newChannelInput,
  rotatedSecret,
  rotateSecretInput,
} from '../channel.ts'
import { appId, channelId } from '../ids.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { administrators, analysts } from '../roles.ts'
import { exampleAppId } from './apps.ts'
import { exampleChannel, exampleChannelId, exampleSecret, exampleSecrets, exampleStatus } from './channel-examples.ts'
import { exampleTime } from './examples.ts'
import { writeErrors } from './write-errors.ts'

const writing = { by: 'operator', roles: administrators } as const
const reading = { by: 'operator', roles: analysts } as const
const ofApp = z.object({ app_id: appId })
const params = ofApp.extend({ channel_id: channelId })
const example = { params: { app_id: exampleAppId, channel_id: exampleChannelId } }

export const createChannel = {
  operationId: 'createChannel',
  method: 'post',
  path: '/v1/apps/{app_id}/channels',
  summary: 'Make a channel',
  description: 'The answer is the only one that shows the secret its LAB signs with. An app has at most 20 channels.',
  tag: 'Channels',
  access: writing,
  door: 'gateway',
  params: ofApp,
  headers: idempotencyHeader,
  body: { required: true, content: json(newChannelInput, { name: 'Voulezvous', settings: { dvr_window_s: 120 } }) },
  answers: {
    201: { description: 'The channel with its secret.', content: json(channelWithSecret, { ...exampleChannel, secret: exampleSecret }) },
  },
  errors: [...writeErrors, 'too_many'],
  example: { params: { app_id: exampleAppId } },
} as const satisfies Operation

export const listChannels = {
  operationId: 'listChannels',
  method: 'get',
  path: '/v1/apps/{app_id}/channels',
  summary: 'The channels of an app, latest first',
  tag: 'Channels',
  access: reading,
  door: 'gateway',
  params: ofApp,
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page.', content: json(pageOf(channel), { data: [exampleChannel], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
  example: { params: { app_id: exampleAppId } },
} as const satisfies Operation

export const getChannel = {
  operationId: 'getChannel',
  method: 'get',
  path: '/v1/apps/{app_id}/channels/{channel_id}',
  summary: 'A channel and how it is',
  description:
    'What viewers see, the alerts that are open, the LAB’s last report, the latest switches of the source, and which secrets hold.',
  tag: 'Channels',
  access: reading,
  door: 'gateway',
  params,
  answers: {
    200: {
      description: 'The channel.',
      content: json(channelReading, {
        ...exampleChannel,
        status: exampleStatus,
        alerts: [],
        last_report: {
          seq: 1_795_132_800_000,
          sent_at: exampleTime,
          state: 'on_air',
          buffer_s: 6,
          encoder: { name: 'lab' },
          received_at: exampleTime,
          skew_ms: 12,
        },
        switches: [{ at: exampleTime, from: 'slate', to: 'lab', state: 'on_air', reason: 'first_live' }],
        secrets: exampleSecrets,
      }),
    },
  },
  errors: [],
  example,
} as const satisfies Operation

export const changeChannel = {
  operationId: 'changeChannel',
  method: 'patch',
  path: '/v1/apps/{app_id}/channels/{channel_id}',
  summary: 'Change the name or settings of a channel',
  description: 'What is left out stays. Holds everywhere within 5 seconds.',
  tag: 'Channels',
  access: writing,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  body: { required: true, content: json(channelChanges, { settings: { dvr_window_s: 300 } }) },
  answers: { 200: { description: 'The channel as it is now.', content: json(channel, exampleChannel) } },
  errors: writeErrors,
  example,
} as const satisfies Operation

export const archiveChannel = {
  operationId: 'archiveChannel',
  method: 'delete',
  path: '/v1/apps/{app_id}/channels/{channel_id}',
  summary: 'End a channel',
  description: 'Its doors close within 5 seconds and its secrets are forgotten; its id is never used again. Again changes nothing.',
  tag: 'Channels',
  access: writing,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  answers: {
    200: { description: 'The channel, archived.', content: json(channel, { ...exampleChannel, archived_at: exampleTime }) },
  },
  errors: writeErrors,
  example,
} as const satisfies Operation

export const rotateChannelSecret = {
  operationId: 'rotateChannelSecret',
  method: 'post',
  path: '/v1/apps/{app_id}/channels/{channel_id}/secrets',
  summary: 'Give a channel a new secret',
  description:
    'Secrets until now hold for the overlap you choose, and none for longer than it would have anyway. Reports may be signed with any that holds.',
  tag: 'Channels',
  access: writing,
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  body: { required: false, content: json(rotateSecretInput, { overlap_s: 3_600 }) },
  answers: {
    201: { description: 'The new secret.', content: json(rotatedSecret, { secret: exampleSecret, secrets: exampleSecrets }) },
  },
  errors: writeErrors,
  example,
} as const satisfies Operation

export const channelsOperations: readonly Operation[] = [
  createChannel,
  listChannels,
  getChannel,
  changeChannel,
  archiveChannel,
  rotateChannelSecret,
]
