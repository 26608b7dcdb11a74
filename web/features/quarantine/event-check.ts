/**
 * What the contract asks of an event, said while it is being fixed. The server judges again; this only spares the way there.
 * By hand for the reason that `session/reading.ts` gives; a test holds it to the contract's schema.
 */
import type { Json } from '../session/reading.ts'
import { isObject } from '../session/reading.ts'

type Fault = 'needed' | 'unknown' | 'text' | 'object' | 'type' | 'time' | 'empty' | 'long' | 'unstorable'
type Finding = { readonly path: string; readonly fault: Fault }

type Rule = (value: unknown) => Fault | null

const shortText =
  (max: number): Rule =>
  (value) =>
    typeof value !== 'string' ? 'text' : value.length > max ? 'long' : null

const storable =
  (max: number): Rule =>
  (value) => {
    if (typeof value !== 'string') return 'text'
    if (value === '') return 'empty'
    if (value.length > max) return 'long'
    return value.includes('\0') || !value.isWellFormed() ? 'unstorable' : null
  }

const object: Rule = (value) => (isObject(value) ? null : 'object')
const type: Rule = (value) =>
  typeof value !== 'string' ? 'text' : value.length <= 120 && /^[a-z0-9_]+(\.[a-z0-9_]+){0,7}$/.test(value) ? null : 'type'
const rfc3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/
const time: Rule = (value) => (typeof value !== 'string' ? 'text' : rfc3339.test(value) && !Number.isNaN(Date.parse(value)) ? null : 'time')

const fields: Readonly<Record<string, Rule>> = {
  id: storable(128),
  type,
  actor_id: storable(256),
  actor_type: storable(64),
  action: storable(128),
  session_id: storable(128),
  device_id: storable(128),
  feature: storable(128),
  occurred_at: time,
  data: object,
  context: object,
}
const needed = ['type', 'actor_id'] as const

const contextFields: Readonly<Record<string, Rule>> = {
  user_agent: shortText(1_024),
  locale: shortText(64),
  page: shortText(2_048),
  app_version: shortText(128),
  ip: shortText(64),
  cloudevent: object,
}

function findingsIn(json: Json, rules: Readonly<Record<string, Rule>>, under: string): readonly Finding[] {
  return Object.entries(json).flatMap(([name, value]) => {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    const fault = rule === undefined ? 'unknown' : rule(value)
    return fault === null ? [] : [{ path: `${under}${name}`, fault }]
  })
}

/** Empty when it fits. */
export function checkEvent(event: Json): readonly Finding[] {
  const missing = needed.filter((name) => !Object.hasOwn(event, name)).map((path): Finding => ({ path, fault: 'needed' }))
  const context = isObject(event['context']) ? findingsIn(event['context'], contextFields, 'context.') : []
  return [...missing, ...findingsIn(event, fields, ''), ...context]
}
