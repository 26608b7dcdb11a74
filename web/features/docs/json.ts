/** Reading into JSON whose shape is not known. What is missing, or of another kind, reads as empty. */
export type Json = unknown
export type JsonObject = Readonly<Record<string, unknown>>

export const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectOf = (value: Json): JsonObject => (isObject(value) ? value : {})
export const listOf = (value: Json): readonly Json[] => (Array.isArray(value) ? value : [])
export const textOf = (value: Json): string => (typeof value === 'string' ? value : '')

/** What `#/components/schemas/Event` points to inside `root`, step by step. */
const follow = (root: JsonObject, pointer: string): Json =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json>((node, step) => objectOf(node)[step], root)

/** The value itself, or what it refers to. */
export const resolved = (root: JsonObject, value: Json): JsonObject => {
  const object = objectOf(value)
  const pointer = textOf(object['$ref'])
  return pointer === '' ? object : objectOf(follow(root, pointer))
}
