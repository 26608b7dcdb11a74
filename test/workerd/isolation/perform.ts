/** One call of an operation as its example gives it, with a credential; and what an answer told its caller. */
import type { Operation } from '../../../contract/operation.ts'
import { errorsOf } from '../../../contract/operation.ts'
import { errorTable } from '../../../contract/errors.ts'
import { problem } from '../../../contract/problem.ts'
import { call } from '../gateway-harness.ts'
import type { Presented } from './callers.ts'
import { isSocket } from './expected.ts'
import { entryOf } from './objects.ts'
import type { Tenant } from './tenant.ts'

/** What a call is about; made once, so that many callers can ask for the same. */
export type Request = { readonly params: Readonly<Record<string, string>>; readonly body: unknown }

export const requestFor = async (operation: Operation, tenant: Tenant): Promise<Request> => ({
  params: { ...operation.example?.params, app_id: tenant.app.app_id, ...(await entryOf(operation).params?.(tenant)) },
  body: await bodyFor(operation, tenant),
})

export const bodyFor = async (operation: Operation, tenant: Tenant, whose: 'own' | 'any' = 'any'): Promise<unknown> => {
  const { body, ownBody } = entryOf(operation)
  const made = whose === 'own' ? (ownBody ?? body) : body
  return made === undefined ? operation.body?.content['application/json']?.example : made(tenant)
}

const pathOf = ({ path, example }: Operation, params: Request['params']): string => {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ''))
  const query = new URLSearchParams(example?.query).toString()
  return query === '' ? filled : `${filled}?${query}`
}

let calls = 0
/** Limits per address must not be what refuses: every call comes from one of its own. */
const anAddress = (): string => {
  calls += 1
  return `2001:db8:${Math.floor(calls / 60_000).toString(16)}:${(calls % 60_000).toString(16)}::1`
}

export type Seen = {
  readonly status: number
  /** Of a problem; null when it is none. */
  readonly code: string | null
  readonly detail: string
  /** Everything that came back: headers and body. */
  readonly text: string
}

/** Null where the operation is a socket and the credential can not be carried by one. */
export const perform = async (operation: Operation, request: Request, presented: Presented): Promise<Seen | null> => {
  const socket = isSocket(operation)
  if (socket && presented.protocol === null) return null
  const { under } = presented
  const params = under === undefined ? request.params : { ...request.params, app_id: under.app.app_id }
  const auth = socket ? { Upgrade: 'websocket', 'Sec-WebSocket-Protocol': presented.protocol ?? '' } : presented.headers
  return seenOf(
    await call(operation.method.toUpperCase(), pathOf(operation, params), {
      auth,
      headers: { 'CF-Connecting-IP': anAddress(), ...entryOf(operation).headers },
      ...(request.body === undefined ? {} : { json: request.body }),
    }),
  )
}

const seenOf = async (answer: Response): Promise<Seen> => {
  answer.webSocket?.accept()
  answer.webSocket?.close(1000)
  const body = answer.webSocket === null ? await bodyOf(answer) : ''
  const told = answer.headers.get('Content-Type') === 'application/problem+json' ? problem.parse(JSON.parse(body)) : null
  const text = `${JSON.stringify([...answer.headers])}\n${body}`
  return { status: answer.status, code: told?.code ?? null, detail: told?.detail ?? '', text }
}

/** Of a stream of events, which goes on for minutes, what it begins with. */
const bodyOf = async (answer: Response): Promise<string> => {
  if (answer.headers.get('Content-Type') !== 'text/event-stream' || answer.body === null)
    return new TextDecoder().decode(await answer.arrayBuffer())
  const reader = answer.body.getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return new TextDecoder().decode(value)
}

/** The statuses of the documented answers. */
export const answersOf = (operation: Operation): number[] => Object.keys(operation.answers).map(Number)

/** With those of its errors; being too many is not what this is about. */
export const anyStatusOf = (operation: Operation): number[] => [
  ...answersOf(operation),
  ...errorsOf(operation)
    .map((code) => errorTable[code].status)
    .filter((status) => status < 500 && status !== 429),
]
