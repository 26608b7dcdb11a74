/** What every operation of the API document says to whoever reads it: who may call, with what, what comes back, how it fails. */
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { errorTable } from '../../contract/errors.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { operations } from '../../contract/http.ts'
import { errorsOf } from '../../contract/operation.ts'
import { problem } from '../../contract/problem.ts'
import { accessWords } from '../../scripts/openapi/access.ts'
import { openApiDocument } from '../../scripts/openapi/document.ts'
import { fieldNotes } from '../../scripts/openapi/field-notes.ts'
import { namedSchemas } from '../../scripts/openapi/schemas.ts'

const ref = z.object({ $ref: z.string() })
const media = z.object({ example: z.unknown().optional(), examples: z.record(z.string(), ref).optional() })
const answer = z.object({
  description: z.string().min(1),
  headers: z.record(z.string(), ref),
  content: z.record(z.string(), media).optional(),
})
const parameter = z.object({
  in: z.string(),
  name: z.string(),
  description: z.string().min(1),
  example: z.unknown().optional(),
})
const documented = z.object({
  operationId: z.string(),
  summary: z.string().min(1),
  description: z.string().min(1),
  tags: z.array(z.string()).length(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(parameter).default([]),
  requestBody: z.object({ required: z.boolean(), content: z.record(z.string(), media) }).optional(),
  responses: z.record(z.string(), z.union([answer, ref])),
  'x-prost-access': z.looseObject({ by: z.string(), words: z.string() }),
})
const shape = z.object({
  info: z.object({ contact: z.looseObject({}), license: z.looseObject({}) }),
  servers: z.array(z.object({ url: z.string() })).min(1),
  tags: z.array(z.object({ name: z.string(), description: z.string().min(1) })),
  paths: z.record(z.string(), z.looseObject({ parameters: z.array(ref) })),
  components: z.object({
    schemas: z.record(z.string(), z.looseObject({ properties: z.record(z.string(), z.unknown()).optional() })),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })),
    examples: z.record(z.string(), z.object({ summary: z.string(), value: problem })),
    responses: z.record(z.string(), answer),
    headers: z.record(z.string(), z.object({ description: z.string().min(1) })),
  }),
})

const whole = JSON.parse(JSON.stringify(openApiDocument())) as unknown
const document = shape.parse(whole)

/** An answer that is one of the shared ones is looked up. */
const looked = (given: z.infer<typeof answer> | z.infer<typeof ref> | undefined): z.infer<typeof answer> | undefined =>
  given !== undefined && '$ref' in given ? document.components.responses[given.$ref.split('/').at(-1) ?? ''] : given

test('names its licence, its contact, its server, and a scheme for signed-in people', () => {
  expect(document.components.securitySchemes['bearer']).toMatchObject({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
  expect(document.info.license).toMatchObject({ identifier: 'Apache-2.0' })
})

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(whole).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '')
  const at = (path: string): unknown => path.split('/').reduce<unknown>((node, step) => (node as Record<string, unknown>)?.[step], whole)
  expect(references.length).toBeGreaterThan(100)
  expect(references.filter((path) => at(path) === undefined)).toEqual([])
})

test('an example of a problem is one: its code, with the status of that code', () => {
  for (const [code, { value }] of Object.entries(document.components.examples))
    expect([value.code, value.status]).toEqual([code, errorTable[code as ErrorCode].status])
})

test('every note is on a field that exists and does not speak for itself', () => {
  for (const [name, notes] of Object.entries(fieldNotes)) {
    const shapeOf = (namedSchemas[name as keyof typeof namedSchemas] as z.ZodObject | undefined)?.shape ?? {}
    for (const field of Object.keys(notes)) {
      expect([name, Object.keys(shapeOf)]).toEqual([name, expect.arrayContaining([field])])
      expect([name, field, shapeOf[field]?.description]).toEqual([name, field, undefined])
    }
  }
})

describe.each(operations)('$operationId', (operation) => {
  const read = () => documented.parse(document.paths[operation.path]?.[operation.method])

  test('[§1 who is asking] says who may call, in words and as data', () => {
    const found = read()
    expect(found['x-prost-access']).toEqual({ ...operation.access, words: accessWords(operation.access) })
    expect(found.description).toContain(accessWords(operation.access))
    expect(found.security.length > 0).toBe(operation.access.by !== 'none')
    const schemes = found.security.flatMap((needed) => Object.keys(needed))
    expect(Object.keys(document.components.securitySchemes)).toEqual(expect.arrayContaining(schemes))
  })

  test('belongs to an area that says what it is about', () => {
    const found = read()
    expect(document.tags.map(({ name }) => name)).toContain(found.tags[0])
  })

  test('says what each parameter means, with a value for each in its path', () => {
    const found = read()
    const unset = found.parameters.filter(({ in: place, example }) => place === 'path' && example === undefined)
    expect(unset).toEqual([])
    expect(document.paths[operation.path]?.parameters.length).toBe(2)
  })

  test('has an example of each body it takes and of each answer it gives', () => {
    const found = read()
    for (const [type, { example }] of Object.entries(found.requestBody?.content ?? {}))
      expect([type, example]).not.toEqual([type, undefined])
    const answers = Object.keys(operation.answers)
    expect(answers.some((status) => status.startsWith('2') || status === '101' || status.startsWith('3'))).toBe(true)
    for (const status of answers) {
      for (const [type, { example }] of Object.entries(looked(found.responses[status])?.content ?? {}))
        expect([status, type, example]).not.toEqual([status, type, undefined])
    }
  })

  test('shows a problem for every code it can answer, under the status of that code', () => {
    const found = read()
    for (const code of errorsOf(operation)) {
      const { status } = errorTable[code]
      if (String(status) in operation.answers) continue
      const examples = looked(found.responses[String(status)])?.content?.['application/problem+json']?.examples
      expect([code, examples?.[code]]).toEqual([code, { $ref: `#/components/examples/${code}` }])
    }
  })

  test('[§1] names the headers of its answers', () => {
    const found = read()
    const limitHeaders = ['RateLimit', 'RateLimit-Policy', 'Retry-After']
    for (const [status, given] of Object.entries(found.responses)) {
      const needed = ['X-Request-Id', ...(status === '429' ? limitHeaders : []), ...(status === '503' ? ['Retry-After'] : [])]
      expect([status, Object.keys(looked(given)?.headers ?? {})]).toEqual([status, expect.arrayContaining(needed)])
    }
  })
})
