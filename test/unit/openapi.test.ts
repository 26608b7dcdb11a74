/** The API document: current, complete, and its examples are what the schemas say. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorCode } from '../../contract/errors.ts'
import { operations } from '../../contract/http.ts'
import { errorsOf } from '../../contract/operation.ts'
import type { Content } from '../../contract/operation.ts'
import { openApiDocument } from '../../scripts/openapi/document.ts'
import { errorsPage } from '../../scripts/openapi/errors-page.ts'

const docs = (name: string): string => readFileSync(join(import.meta.dirname, '../../docs/api', name), 'utf8')

test('what is committed is what the contract makes: run `node scripts/openapi.ts`', () => {
  expect(JSON.parse(docs('openapi.json'))).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
  expect(docs('errors.md')).toBe(errorsPage())
})

test('every operation is in the document under a name of its own', () => {
  const paths = openApiDocument().paths ?? {}
  const named = Object.values(paths).flatMap((path) =>
    Object.values(path as Record<string, { operationId?: string }>).flatMap(({ operationId }) => operationId ?? []),
  )
  expect(named.toSorted()).toEqual(operations.map(({ operationId }) => operationId).toSorted())
  expect(new Set(named).size).toBe(named.length)
})

test('every error code is in the table of codes', () => {
  for (const code of errorCode.options) expect(errorsPage()).toContain(`| \`${code}\` |`)
})

test('the document is for the outside: no bindings, no tables, no Workers', () => {
  const text = JSON.stringify(openApiDocument())
  for (const internal of ['KERNEL_DB', 'EVENTS_0', 'prost-ingest', 'Durable', 'D1', 'gateway']) expect(text).not.toContain(internal)
})

describe.each(operations)('$operationId', (operation) => {
  const contents = [operation.body?.content ?? {}, ...Object.values(operation.answers).map(({ content }) => content)].flatMap((content) =>
    Object.entries(content as Record<string, Content>),
  )

  test('has a parameter schema for each name in its path, and an example for each', () => {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
    expect(Object.keys(operation.params?.shape ?? {}).toSorted()).toEqual(names.toSorted())
    expect(Object.keys(operation.example?.params ?? {}).toSorted()).toEqual(names.toSorted())
    expect(operation.params?.safeParse(operation.example?.params).success ?? true).toBe(true)
    expect(operation.query?.safeParse(operation.example?.query ?? {}).success ?? true).toBe(true)
  })

  test('its examples fit their schemas', () => {
    for (const [type, { schema, example }] of contents) {
      const parsed = schema.safeParse(example)
      expect({ type, error: parsed.error?.message }).toEqual({ type, error: undefined })
    }
  })

  test('says how it fails', () => {
    const refusals = operation.access.by === 'none' ? [] : [operation.access.by === 'lab' ? 'invalid_signature' : 'invalid_credentials']
    const absence = operation.path.includes('{') ? ['not_found'] : []
    expect(errorsOf(operation)).toEqual(expect.arrayContaining(['internal_error', ...refusals, ...absence]))
  })
})
