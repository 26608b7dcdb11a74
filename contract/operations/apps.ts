/** The apps of an operator: making one, how it is set up, and archiving it. */
import * as z from 'zod'
import { app, appChanges, newAppInput } from '../apps.ts'
import { appId } from '../ids.ts'
import { idempotencyHeader, json, pageOf, pageQuery } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { everyRole, administrators } from '../roles.ts'
import { exampleTime } from './examples.ts'
import { writeErrors } from './write-errors.ts'

export const exampleAppId = '01939b7e-0000-7000-8000-00000000a001'

const exampleApp = {
  id: exampleAppId,
  name: 'Lobby',
  kind: 'tenant',
  session_ttl_s: 60,
  interaction_patterns: ['interaction.*'],
  origins: ['https://lobby.example'],
  limits: {},
  measures: [],
  created_at: exampleTime,
  archived_at: null,
  role: 'owner',
}

const params = z.object({ app_id: appId })
const example = { params: { app_id: exampleAppId } }

export const createApp = {
  operationId: 'createApp',
  method: 'post',
  path: '/v1/apps',
  summary: 'Make an app',
  description: 'Whoever makes it owns it. An operator owns at most 100 apps.',
  tag: 'Apps',
  access: { by: 'console' },
  door: 'gateway',
  headers: idempotencyHeader,
  body: { required: true, content: json(newAppInput, { name: 'Lobby', origins: ['https://lobby.example'] }) },
  answers: { 201: { description: 'The app.', content: json(app, exampleApp) } },
  errors: [...writeErrors, 'too_many'],
} as const satisfies Operation

export const listApps = {
  operationId: 'listApps',
  method: 'get',
  path: '/v1/apps',
  summary: 'The apps you have a role in, latest first',
  tag: 'Apps',
  access: { by: 'console' },
  door: 'gateway',
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page.', content: json(pageOf(app), { data: [exampleApp], next_cursor: null }) } },
  errors: ['invalid_cursor', 'validation_failed'],
} as const satisfies Operation

export const getApp = {
  operationId: 'getApp',
  method: 'get',
  path: '/v1/apps/{app_id}',
  summary: 'One app',
  tag: 'Apps',
  access: { by: 'operator', roles: everyRole },
  door: 'gateway',
  params,
  answers: { 200: { description: 'The app.', content: json(app, exampleApp) } },
  errors: [],
  example,
} as const satisfies Operation

export const updateApp = {
  operationId: 'updateApp',
  method: 'patch',
  path: '/v1/apps/{app_id}',
  summary: 'Change how an app is set up',
  description: 'What is left out stays. It holds everywhere within 5 seconds.',
  tag: 'Apps',
  access: { by: 'operator', roles: administrators },
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  body: { required: true, content: json(appChanges, { origins: ['https://lobby.example', 'http://localhost:5173'], session_ttl_s: 90 }) },
  answers: { 200: { description: 'The app as it is now.', content: json(app, { ...exampleApp, session_ttl_s: 90 }) } },
  errors: writeErrors,
  example,
} as const satisfies Operation

export const archiveApp = {
  operationId: 'archiveApp',
  method: 'delete',
  path: '/v1/apps/{app_id}',
  summary: 'Archive an app',
  description: 'Its keys and the sign-ins of its people end within 5 seconds. Its data stays, and nobody can reach it.',
  tag: 'Apps',
  access: { by: 'operator', roles: ['owner'] },
  door: 'gateway',
  params,
  headers: idempotencyHeader,
  answers: { 200: { description: 'The app, archived.', content: json(app, { ...exampleApp, archived_at: exampleTime }) } },
  errors: writeErrors,
  example,
} as const satisfies Operation

export const appsOperations: readonly Operation[] = [createApp, listApps, getApp, updateApp, archiveApp]
