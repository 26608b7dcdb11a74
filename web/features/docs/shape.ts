/** JSON Schema (2020-12, as zod writes it) in the words of a reader: what type, what limits, which fields. Pure; follows references. */
import type { Json, JsonObject } from './json.ts'
import { isObject, listOf, objectOf, resolved, textOf } from './json.ts'

export type Field = { readonly name: string; readonly required: boolean; readonly shape: Shape }
export type Shape = {
  /** `string`, `array of Event`, `integer or null`. */
  readonly type: string
  readonly description: string
  /** `at most 120 characters`, `one of a, b`. */
  readonly limits: readonly string[]
  /** Of an object, or of the objects in a list. */
  readonly fields: readonly Field[]
  /** When it can be one of several things with fields of their own. */
  readonly options: readonly Shape[]
}

const nameOf = (schema: JsonObject): string => textOf(schema['$ref']).split('/').at(-1) ?? ''

/** `within`: names on the way here, so that a schema that contains itself ends. */
export const shapeOf = (root: JsonObject, json: Json, within: readonly string[] = []): Shape => {
  const name = nameOf(objectOf(json))
  // Beside a reference only a description may stand.
  const schema = { ...resolved(root, json), ...(isObject(json) && 'description' in json && { description: json['description'] }) }
  const inner = name === '' ? within : [...within, name]
  const members = membersOf(schema)
  const structured = members.filter((member) => !isNull(member))
  return {
    type: typeWords(root, schema, name),
    description: textOf(schema['description']),
    limits: structured.length === 1 ? limitsOf(resolved(root, structured[0])) : limitsOf(schema),
    fields: within.includes(name) ? [] : fieldsOf(root, schema, inner),
    options: within.includes(name) || structured.length < 2 ? [] : structured.map((member) => shapeOf(root, member, inner)),
  }
}

const membersOf = (schema: JsonObject): readonly Json[] => [
  ...listOf(schema['anyOf']),
  ...listOf(schema['oneOf']),
  ...listOf(schema['allOf']),
]
const isNull = (schema: Json): boolean => objectOf(schema)['type'] === 'null'

const fieldsOf = (root: JsonObject, schema: JsonObject, within: readonly string[]): Field[] => {
  const properties = objectOf(schema['properties'])
  const required = listOf(schema['required'])
  const own = Object.entries(properties).map(([name, field]) => ({
    name,
    required: required.includes(name),
    shape: shapeOf(root, field, within),
  }))
  if (own.length > 0) return own
  const [only, ...others] = membersOf(schema).filter((member) => !isNull(member))
  const inside = isObject(schema['items']) ? schema['items'] : others.length === 0 ? only : undefined
  return inside === undefined ? [] : [...shapeOf(root, inside, within).fields]
}

const typeWords = (root: JsonObject, schema: JsonObject, name: string): string => {
  if (name !== '') return name
  const members = membersOf(schema)
  if (members.length > 0)
    return unique(members.map((member) => typeWords(root, resolvedUnlessNamed(root, member), nameOf(objectOf(member))))).join(' or ')
  if ('const' in schema) return JSON.stringify(schema['const'])
  const types = Array.isArray(schema['type']) ? schema['type'].map(String) : [textOf(schema['type']) || 'anything']
  return types.map((type) => oneType(root, schema, type)).join(' or ')
}

const resolvedUnlessNamed = (root: JsonObject, json: Json): JsonObject => (nameOf(objectOf(json)) === '' ? resolved(root, json) : {})

const oneType = (root: JsonObject, schema: JsonObject, type: string): string => {
  if (type === 'array') return `list of ${typeWords(root, objectOf(schema['items']), nameOf(objectOf(schema['items'])))}`
  if (type === 'object' && isObject(schema['additionalProperties']) && !isObject(schema['properties'])) return 'object, by name'
  const format = textOf(schema['format'])
  return type === 'string' && format !== '' ? (formats[format] ?? `string (${format})`) : type
}

const formats: Readonly<Record<string, string>> = { 'date-time': 'time', uuid: 'UUID', email: 'e-mail address', uri: 'URL' }

const unique = (words: readonly string[]): string[] => [...new Set(words)]

const limitsOf = (schema: JsonObject): string[] =>
  [
    rangeWords(schema['minLength'], schema['maxLength'], 'character'),
    rangeWords(schema['minItems'], schema['maxItems'], 'item'),
    rangeWords(schema['minimum'], schema['maximum'], ''),
    enumWords('one of', schema),
    enumWords('each one of', objectOf(schema['items'])),
    typeof schema['pattern'] === 'string' ? `matches \`${schema['pattern']}\`` : '',
    'default' in schema && !isObject(schema['default']) ? `else \`${JSON.stringify(schema['default'])}\`` : '',
  ].filter((words) => words !== '')

const enumWords = (lead: string, schema: JsonObject): string => {
  const values = listOf(schema['enum']).map((value) => `\`${String(value)}\``)
  return values.length === 0 ? '' : `${lead} ${values.join(', ')}`
}

const number = new Intl.NumberFormat('en')

const rangeWords = (least: Json, most: Json, unit: string): string => {
  const from = typeof least === 'number' ? number.format(least) : null
  const to = typeof most === 'number' ? number.format(most) : null
  const units = unit === '' ? '' : ` ${unit}${(to ?? from) === '1' ? '' : 's'}`
  if (from !== null && to !== null) return from === to ? `exactly ${from}${units}` : `${from} to ${to}${units}`
  if (to !== null) return `at most ${to}${units}`
  return from === null ? '' : `at least ${from}${units}`
}
