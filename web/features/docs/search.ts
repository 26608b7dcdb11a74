/** Which operations a filter leaves: those that carry each of its words somewhere a reader would look for it. */
import type { Area, Operation } from './api-document.ts'
import { isObject, objectOf } from './json.ts'

const fieldNames = (json: unknown): string[] =>
  isObject(json)
    ? Object.entries(json).flatMap(([name, value]) => [name, ...fieldNames(value)])
    : Array.isArray(json)
      ? json.flatMap(fieldNames)
      : []

const words = (operation: Operation): string =>
  [
    operation.id,
    operation.method,
    operation.path,
    operation.area,
    operation.summary,
    operation.description,
    operation.access,
    ...operation.parameters.map(({ name }) => name),
    ...operation.failures.flatMap(({ status, code }) => [status, code]),
    ...(operation.body?.contents ?? []).flatMap(({ type, example }) => [type, ...fieldNames(objectOf(example))]),
  ]
    .join('\n')
    .toLowerCase()

const known = new WeakMap<Operation, string>()

const wordsOf = (operation: Operation): string => {
  const text = known.get(operation) ?? words(operation)
  known.set(operation, text)
  return text
}

/** Areas with what is left in them; those with nothing left are gone. */
export const filtered = (areas: readonly Area[], filter: string): readonly Area[] => {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const matches = (operation: Operation): boolean => wanted.every((word) => wordsOf(operation).includes(word))
  return areas.map((area) => ({ ...area, operations: area.operations.filter(matches) })).filter(({ operations }) => operations.length > 0)
}

export const countOf = (areas: readonly Area[]): number => areas.reduce((sum, { operations }) => sum + operations.length, 0)
