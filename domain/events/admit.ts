/** The rules an event must keep to be a fact. A refusal says why, in the words quarantine keeps. */
import { assertNever } from '../../contract/assert-never.ts'
import type { Issue, Result } from '../../contract/errors.ts'
import type { ControlType, EventInput, QuarantineCode } from '../../contract/events.ts'
import { eventInput, eventLimits, featureTypes, sessionTypes } from '../../contract/events.ts'
import { issuesOf } from '../../contract/issues.ts'
import type { Candidate } from './candidate.ts'
import { isJsonObject, jsonFlaw } from './json-value.ts'

export type Refusal = { readonly code: QuarantineCode; readonly errors: readonly Issue[] }

export const admit = (candidate: Candidate): Result<EventInput, Refusal> => {
  if (candidate.issues !== undefined) return refuse({ code: 'validation_failed', errors: candidate.issues })
  const parsed = eventInput.safeParse(candidate.input)
  if (!parsed.success) return refuse({ code: 'validation_failed', errors: issuesOf(parsed.error) })
  const event = withOwnKeys(parsed.data, candidate.input)
  const found = flawOf(event) ?? sessionFlaw(event)
  return found === null ? { ok: true, value: event } : refuse(found)
}

const refuse = (error: Refusal): { ok: false; error: Refusal } => ({ ok: false, error })

const flaw = (code: QuarantineCode, path: string, message: string): Refusal => ({ code, errors: [{ path, code, message }] })

/** zod leaves a `__proto__` key out of what it copies. As an own key it is harmless, and nothing sent may be lost. */
const withOwnKeys = (event: EventInput, input: unknown): EventInput => {
  const data = isJsonObject(input) ? input['data'] : undefined
  const context = isJsonObject(input) ? input['context'] : undefined
  const cloudevent = isJsonObject(context) ? context['cloudevent'] : undefined
  return {
    ...event,
    ...(isJsonObject(data) && Object.hasOwn(data, '__proto__') ? { data } : {}),
    ...(isJsonObject(cloudevent) && Object.hasOwn(cloudevent, '__proto__') ? { context: { ...event.context, cloudevent } } : {}),
  }
}

const flawOf = (event: EventInput): Refusal | null =>
  storageFlaw('data', event.data) ?? storageFlaw('context.cloudevent', event.context?.cloudevent)

const storageFlaw = (path: string, value: unknown): Refusal | null => {
  const found = jsonFlaw(value, eventLimits.dataDepth)
  switch (found) {
    case null:
      return null
    case 'data_too_deep':
      return flaw(found, path, `is nested more than ${eventLimits.dataDepth} levels`)
    case 'number_out_of_range':
      return flaw(found, path, 'has a number that no double can hold')
    default:
      return assertNever(found)
  }
}

/** What the JSON of an event can have beyond its row: the names of fields that a row holds by position, and the ip. */
const beyondRow = 512

/**
 * The size of an event is that of its JSON without white space, in the sender's format. Its row tells cheaply
 * that most are far below the limit: three bytes are the most that a UTF-16 unit takes.
 */
export const sizeFlaw = (candidate: Candidate, row: string): Refusal | null => {
  if ((row.length + beyondRow) * 3 <= eventLimits.eventBytes) return null
  if (Buffer.byteLength(JSON.stringify(candidate.sent ?? candidate.input)) <= eventLimits.eventBytes) return null
  return flaw('event_too_large', '', `is over ${eventLimits.eventBytes} bytes`)
}

const sessionFlaw = (event: EventInput): Refusal | null =>
  isSessionType(event.type) && event.session_id === undefined
    ? flaw('session_id_required', 'session_id', `${event.type} needs a session_id`)
    : null

const sessionTypeNames: ReadonlySet<string> = new Set(sessionTypes)
const controlTypeNames: ReadonlySet<string> = new Set([...sessionTypes, ...featureTypes])

const isSessionType = (type: string): boolean => sessionTypeNames.has(type)

export const isControlType = (type: string): type is ControlType => controlTypeNames.has(type)
