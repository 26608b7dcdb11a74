/** The last pass over the document: no schema that nothing uses, words for fields and parameters that have none, the values of a call that works. */
import type { oas32 } from 'zod-openapi'
import type { Operation } from '../../contract/operation.ts'
import { fieldNotes, parameterNotes } from './field-notes.ts'

type Schema = Exclude<oas32.SchemaObject, boolean>

const isReference = (value: object): value is oas32.ReferenceObject => '$ref' in value

/** What stands in a place for a schema; null for a reference, for `true` and for `false`. */
const written = (place: oas32.SchemaObject | oas32.ReferenceObject | undefined): Schema | null =>
  place === undefined || typeof place === 'boolean' || isReference(place) ? null : place

export const finish = (document: oas32.OpenAPIObject, operations: readonly Operation[]): void => {
  dropUnused(document)
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) describeFields(written(schema), fieldNotes[name] ?? {})
  for (const operation of operations) {
    const parameters = document.paths?.[operation.path]?.[operation.method]?.parameters ?? []
    for (const parameter of parameters) if (!isReference(parameter)) finishParameter(parameter, operation)
  }
}

/** Until nothing goes: what only a dropped schema used is unused as well. */
const dropUnused = (document: oas32.OpenAPIObject): void => {
  const schemas = document.components?.schemas ?? {}
  const used = new Set([...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name))
  const unused = Object.keys(schemas).filter((name) => !used.has(name))
  for (const name of unused) delete schemas[name]
  if (unused.length > 0) dropUnused(document)
}

/** A reference may carry a description beside it (OpenAPI 3.1). */
const describeFields = (schema: Schema | null, notes: Readonly<Record<string, string>>): void => {
  for (const [name, field] of Object.entries(schema?.properties ?? {})) {
    const note = notes[name]
    if (note !== undefined && typeof field === 'object') field.description ??= note
  }
}

const finishParameter = (parameter: oas32.ParameterObject, { example }: Operation): void => {
  const schema = written(parameter.schema)
  const description = parameter.description ?? parameterNotes[parameter.name]
  if (description !== undefined) parameter.description = description
  delete schema?.description
  // How the text of a number looks in an address says nothing beside its bounds.
  if (schema?.type === 'integer') delete schema.pattern
  const value = (parameter.in === 'path' ? example?.params : example?.query)?.[parameter.name]
  if (value !== undefined) parameter.example = schema?.type === 'integer' ? Number(value) : value
}
