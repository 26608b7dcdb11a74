/**
 * Reads the API's answers into the contract's types. By hand and not with the contract's zod schemas: those weigh more than the rest of
 * a page, and their compiled parsers are what the page's CSP refuses. The compiler holds the names to the contract's types; the
 * pages' tests hold both to answers that the contract's schemas parsed.
 */
export type Json = Readonly<Record<string, unknown>>

/** Null for an answer that is not what the contract says. */
export type Reader<T> = (json: unknown) => T | null

class Unreadable extends Error {}

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

const has = <T>(json: Json, name: string, is: (value: unknown) => value is T): T => {
  const value = json[name]
  if (!is(value)) throw new Unreadable(name)
  return value
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
const isTime = (value: unknown): value is string => isText(value) && Number.isFinite(Date.parse(value))
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)
const orNull =
  <T>(is: (value: unknown) => value is T) =>
  (value: unknown): value is T | null =>
    value === null || is(value)

export const textAt = (json: Json, name: string): string => has(json, name, isText)
export const textOrNullAt = (json: Json, name: string): string | null => has(json, name, orNull(isText))
export const numberAt = (json: Json, name: string): number => has(json, name, isNumber)
export const numberOrNullAt = (json: Json, name: string): number | null => has(json, name, orNull(isNumber))
export const flagAt = (json: Json, name: string): boolean => has(json, name, isFlag)
export const timeAt = (json: Json, name: string): string => has(json, name, isTime)
export const timeOrNullAt = (json: Json, name: string): string | null => has(json, name, orNull(isTime))
export const textsAt = (json: Json, name: string): readonly string[] => has(json, name, isTexts)
export const objectAt = (json: Json, name: string): Json => has(json, name, isObject)
export const objectOrNullAt = (json: Json, name: string): Json | null => has(json, name, orNull(isObject))

/** One of the words; a newer server's word is unreadable. */
export function wordAt<const W extends string>(json: Json, name: string, words: readonly W[]): W {
  const found = words.find((word) => word === json[name])
  if (found === undefined) throw new Unreadable(name)
  return found
}

export function listAt<T>(json: Json, name: string, item: (json: Json) => T): readonly T[] {
  const list = json[name]
  if (!Array.isArray(list)) throw new Unreadable(name)
  return list.map((each: unknown) => {
    if (!isObject(each)) throw new Unreadable(name)
    return item(each)
  })
}

export const reader =
  <T>(read: (json: Json) => T): Reader<T> =>
  (json) => {
    if (!isObject(json)) return null
    try {
      return read(json)
    } catch (error) {
      if (error instanceof Unreadable) return null
      throw error
    }
  }

/** A page of a list; `next_cursor` is null on the last one. */
export type Page<T> = { readonly data: readonly T[]; readonly next_cursor: string | null }

export const pageReader = <T>(item: (json: Json) => T): Reader<Page<T>> =>
  reader((json) => ({ data: listAt(json, 'data', item), next_cursor: textOrNullAt(json, 'next_cursor') }))

/** For answers whose content does not matter. */
export const anything: Reader<true> = () => true
