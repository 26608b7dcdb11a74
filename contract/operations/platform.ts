/** Whether the platform is up, and its own description. Open to everyone, without internals. */
import * as z from 'zod'
import { json } from '../operation.ts'
import type { Operation } from '../operation.ts'

export const health = z.object({ status: z.literal('ok') })

export const componentStatus = z.enum(['ok', 'degraded', 'down', 'unknown'])
export type ComponentStatus = z.infer<typeof componentStatus>

export const component = z.object({
  name: z.string(),
  status: componentStatus,
  age_s: z.number().nullable().describe('Seconds since this was last seen to work; null when it never was.'),
})
export type Component = z.infer<typeof component>

export const readiness = z.object({
  status: z.enum(['ok', 'degraded', 'down']).describe('The worst of the components; `unknown` does not count.'),
  components: z.array(component),
})
export type Readiness = z.infer<typeof readiness>

export const getHealth = {
  operationId: 'getHealth',
  method: 'get',
  path: '/healthz',
  summary: 'The process is up',
  tag: 'Platform',
  access: { by: 'none' },
  unlimited: true,
  door: 'gateway',
  answers: { 200: { description: 'Up.', content: json(health, { status: 'ok' }) } },
  errors: [],
} as const satisfies Operation

const exampleComponents = [
  { name: 'kernel_db', status: 'ok', age_s: 0 },
  { name: 'rollup', status: 'unknown', age_s: null },
]

export const getReadiness = {
  operationId: 'getReadiness',
  method: 'get',
  path: '/readyz',
  summary: 'Every part the platform stands on answers',
  tag: 'Platform',
  access: { by: 'none' },
  unlimited: true,
  door: 'gateway',
  answers: {
    200: { description: 'Ready.', content: json(readiness, { status: 'ok', components: exampleComponents }) },
    503: {
      description: 'A component is down.',
      content: json(readiness, { status: 'down', components: [{ name: 'kernel_db', status: 'down', age_s: 12 }] }),
    },
  },
  errors: [],
} as const satisfies Operation

export const getOpenApi = {
  operationId: 'getOpenApi',
  method: 'get',
  path: '/v1/openapi.json',
  summary: 'This document',
  description: 'May be kept for five minutes; after that `If-None-Match` with its `ETag` asks whether it changed.',
  tag: 'Platform',
  access: { by: 'none' },
  unlimited: true,
  door: 'gateway',
  headers: z.object({ 'If-None-Match': z.string().optional().meta({ description: 'The `ETag` of the document you have.' }) }),
  answers: {
    200: { description: 'OpenAPI 3.1.', content: json(z.looseObject({ openapi: z.string() }), { openapi: '3.1.1' }) },
    304: { description: 'The one you have is still right.', content: {} },
  },
  errors: [],
} as const satisfies Operation

export const platformOperations: readonly Operation[] = [getHealth, getReadiness, getOpenApi]
