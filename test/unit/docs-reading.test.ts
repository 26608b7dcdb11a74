/** How the page `/docs` reads the API document: everything is on it, in words, and its commands are ones a shell takes. */
import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { errorTable } from '../../contract/errors.ts'
import { operations } from '../../contract/http.ts'
import { errorsOf } from '../../contract/operation.ts'
import { openApiDocument } from '../../scripts/openapi/document.ts'
import { readDocument } from '../../web/features/docs/api-document.ts'
import type { ApiDocument, Operation } from '../../web/features/docs/api-document.ts'
import { commandOf } from '../../web/features/docs/curl.ts'
import { countOf, filtered } from '../../web/features/docs/search.ts'
import { shapeOf } from '../../web/features/docs/shape.ts'

const read = (): ApiDocument => {
  const document = readDocument(JSON.parse(JSON.stringify(openApiDocument())) as unknown)
  if (document === null) throw new Error('it is not read')
  return document
}
const document = read()
const all = document.areas.flatMap((area) => area.operations)
const named = (id: string): Operation => {
  const found = all.find((operation) => operation.id === id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}
const origin = 'https://prost.test'

/** What a shell hands to curl. */
const argumentsOf = (command: string): string[] => {
  const script = `curl() { for each in "$@"; do printf '%s\\0' "$each"; done; }\nKEY=k SECRET=s TOKEN=t OPS_TOKEN=o\n${command}`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

describe('[§3] nothing of the contract is missing on the page', () => {
  test('every operation, once', () => {
    expect(all.map(({ id }) => id).toSorted()).toEqual(operations.map(({ operationId }) => operationId).toSorted())
  })

  test.each(operations)('$operationId: who may call, every answer, every error with an example', (operation) => {
    const shown = named(operation.operationId)
    expect(shown.access).not.toBe('')
    expect(shown.description).not.toContain(shown.access)
    expect(shown.answers.map(({ status }) => Number(status))).toEqual(Object.keys(operation.answers).map(Number))
    const apart = errorsOf(operation).filter((code) => !(errorTable[code].status in operation.answers))
    expect(shown.failures.map(({ code }) => code).toSorted()).toEqual(apart.toSorted())
    expect(shown.failures.filter(({ example }) => example === undefined)).toEqual([])
  })

  test('every code with its status', () => {
    for (const { code, status } of document.codes) expect([code, errorTable]).toMatchObject([code, { [code]: { status: Number(status) } }])
  })

  test('what is no API document is not read', () => {
    for (const json of [null, 'text', [], {}, { paths: [] }]) expect(readDocument(json)).toBeNull()
  })
})

describe('commands', () => {
  const calls = all.filter(({ answers }) => !answers.some(({ status }) => status === '101'))

  test.each(calls)('$id reaches its address with its body', (operation) => {
    const body = operation.body?.contents[0] ?? null
    const given = argumentsOf(commandOf(operation, body, origin))
    const address = given.find((argument) => argument.startsWith(origin)) ?? ''
    expect(new URL(address).pathname).not.toContain('{')
    const data = given[given.findIndex((argument) => argument === '-d' || argument === '--data-binary') + 1] ?? ''
    const sent = body === null ? undefined : typeof body.example === 'string' ? data : (JSON.parse(data) as unknown)
    expect(sent).toEqual(body?.example)
    expect(given.includes('-X') ? given[given.indexOf('-X') + 1] : body === null ? 'GET' : 'POST').toBe(operation.method)
  })

  test('a quote in an example does not end the argument', () => {
    const example = { text: `it's $HOME \`id\` "here"` }
    const command = commandOf(named('sendEvents'), { type: 'application/json', schema: {}, example }, origin)
    expect(JSON.parse(argumentsOf(command).at(-1) ?? '')).toEqual(example)
  })

  test('credentials are variables', () => {
    expect(argumentsOf(commandOf(named('listEvents'), null, origin))).toEqual(
      expect.arrayContaining(['X-Prost-App-Key: k', 'X-Prost-App-Secret: s']),
    )
    expect(argumentsOf(commandOf(named('appListEvents'), null, origin))).toContain('Authorization: Bearer t')
  })

  test('a path parameter is encoded', () => {
    expect(commandOf(named('getEvent'), null, origin)).toContain('/v1/events/videojs%2Fhttp-streaming%407f0a3c1%3A0')
  })
})

describe('schemas in words', () => {
  const { root } = document

  test.each([
    [{ type: 'string', format: 'date-time' }, 'time', []],
    [{ type: ['string', 'null'], maxLength: 120 }, 'string or null', ['at most 120 characters']],
    [{ anyOf: [{ type: 'integer', minimum: 1, maximum: 1_000 }, { type: 'null' }] }, 'integer or null', ['1 to 1,000']],
    [{ type: 'string', enum: ['a', 'b'], default: 'a' }, 'string', ['one of `a`, `b`', 'else `"a"`']],
    [{ type: 'array', items: { type: 'string', enum: ['a', 'b'] } }, 'list of string', ['each one of `a`, `b`']],
    [{ const: 'ok' }, '"ok"', []],
    [{ type: 'array', items: { $ref: '#/components/schemas/Event' }, minItems: 1 }, 'list of Event', ['at least 1 item']],
    [{ type: 'object', additionalProperties: { type: 'integer' } }, 'object, by name', []],
  ])('%j', (schema, type, limits) => {
    expect(shapeOf(root, schema)).toMatchObject({ type, limits })
  })

  test('fields of what is referred to, and of what a list holds', () => {
    const event = shapeOf(root, { $ref: '#/components/schemas/Event' })
    expect(event.fields.filter(({ required }) => required).map(({ name }) => name)).toEqual(['type', 'actor_id'])
    expect(shapeOf(root, { type: 'array', items: { $ref: '#/components/schemas/Event' } }).fields).toEqual(event.fields)
    const context = event.fields.find(({ name }) => name === 'context')?.shape
    expect(context).toMatchObject({ type: 'EventContext', description: 'What the sender knows of the client.' })
    expect(context?.fields.map(({ name }) => name)).toContain('user_agent')
  })

  test('one of several', () => {
    const body = named('sendEvents').body?.contents[0]?.schema
    expect(shapeOf(root, body).options.map(({ type }) => type)).toEqual(['Event', 'list of Event', 'EventEnvelope'])
  })

  test('a schema that contains itself ends', () => {
    const self = { components: { schemas: { Node: { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' } } } } } }
    expect(shapeOf(self, { $ref: '#/components/schemas/Node' }).fields[0]?.shape).toMatchObject({ type: 'Node', fields: [] })
  })
})

describe('the filter', () => {
  const ids = (filter: string): string[] => filtered(document.areas, filter).flatMap((area) => area.operations.map(({ id }) => id))

  test('leaves what has every word: in a path, an error, a field of the body', () => {
    expect(countOf(filtered(document.areas, ''))).toBe(operations.length)
    expect(ids('POST resubmit')).toEqual(['resubmitQuarantined', 'appResubmitQuarantined'])
    expect(ids('upgrade_required')).toEqual(['openTelemetrySocket', 'openRoomSocket', 'openThreadSocket'])
    expect(ids('occurred_at envelope')).toEqual(['sendEvents'])
    expect(ids('no-such-word')).toEqual([])
  })
})
