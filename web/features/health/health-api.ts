/** Whether the platform is well, as it says itself. Open to everyone; also a 503 is an answer. */
import type { Component, ComponentStatus, Readiness } from '../../../contract/operations/platform.ts'
import type { Answer } from '../session/http.ts'
import { problemOf, request } from '../session/http.ts'
import type { Json } from '../session/reading.ts'
import { listAt, numberOrNullAt, reader, textAt, wordAt } from '../session/reading.ts'

const states = ['ok', 'degraded', 'down', 'unknown'] as const satisfies readonly ComponentStatus[]
const overall = ['ok', 'degraded', 'down'] as const satisfies readonly Readiness['status'][]

const componentOf = (json: Json): Component => ({
  name: textAt(json, 'name'),
  status: wordAt(json, 'status', states),
  age_s: numberOrNullAt(json, 'age_s'),
})

const readReadiness = reader((json): Readiness => ({
  status: wordAt(json, 'status', overall),
  components: [...listAt(json, 'components', componentOf)],
}))

export async function getReadiness(signal: AbortSignal): Promise<Answer<Readiness>> {
  try {
    const response = await request({ path: '/readyz', signal, patienceMs: 8_000 }, {})
    const json: unknown = await response.json()
    const value = readReadiness(json)
    if (value !== null) return { ok: true, value, receivedAt: Date.now(), serverAt: null }
    return { ok: false, failure: response.ok ? { kind: 'unreadable' } : problemOf(response, json) }
  } catch {
    // No network, a timeout, a body that is no JSON: nobody said how the platform is.
    return { ok: false, failure: { kind: 'unreachable' } }
  }
}
