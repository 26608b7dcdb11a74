/**
 * The API document as the page shows it: areas with their operations, in the words of a reader. Out of OpenAPI 3.1 and this platform's
 * own `x-prost-…` fields; the schemas stay as they are and are read by `shape.ts`.
 */
import type { Json, JsonObject } from './json.ts'
import { isObject, listOf, objectOf, resolved, textOf } from './json.ts'

export type Content = { readonly type: string; readonly schema: Json; readonly example: Json }
export type Parameter = {
  readonly place: string
  readonly name: string
  readonly required: boolean
  readonly description: string
  readonly schema: Json
  readonly example: Json
}
export type Answer = { readonly status: string; readonly description: string; readonly contents: readonly Content[] }
export type Failure = { readonly status: string; readonly code: string; readonly title: string; readonly example: Json }

export type Operation = {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly area: string
  readonly summary: string
  readonly description: string
  /** Who may call, in words. */
  readonly access: string
  /** Names of the security schemes of the first way to call it. */
  readonly schemes: readonly string[]
  readonly parameters: readonly Parameter[]
  readonly body: { readonly required: boolean; readonly contents: readonly Content[] } | null
  readonly answers: readonly Answer[]
  readonly failures: readonly Failure[]
  /** Schemas of what a socket sends. */
  readonly frames: readonly Json[]
  /** The operation that operators call under the app's path by this one. */
  readonly viewOf: string | null
}

export type Area = { readonly name: string; readonly description: string; readonly operations: readonly Operation[] }
type Scheme = { readonly name: string; readonly kind: string; readonly description: string }

export type ApiDocument = {
  readonly version: string
  readonly summary: string
  readonly introduction: string
  readonly schemes: readonly Scheme[]
  readonly areas: readonly Area[]
  readonly codes: readonly Failure[]
  /** The whole, for references. */
  readonly root: JsonObject
}

const methods = ['get', 'post', 'put', 'patch', 'delete', 'options']

/** Null for what is not an OpenAPI document. */
export const readDocument = (json: Json): ApiDocument | null => {
  if (!isObject(json) || !isObject(json['paths'])) return null
  const info = objectOf(json['info'])
  const components = objectOf(json['components'])
  return {
    version: textOf(info['version']),
    summary: textOf(info['summary']),
    introduction: textOf(info['description']),
    schemes: Object.entries(objectOf(components['securitySchemes'])).map(([name, scheme]) => schemeOf(name, objectOf(scheme))),
    areas: areasOf(json),
    codes: Object.entries(objectOf(components['examples'])).map(([code, example]) => failureOf('', code, objectOf(example))),
    root: json,
  }
}

const schemeOf = (name: string, scheme: JsonObject): Scheme => ({
  name,
  kind: scheme['type'] === 'apiKey' ? textOf(scheme['name']) : `Authorization: ${scheme['scheme'] === 'basic' ? 'Basic' : 'Bearer'}`,
  description: textOf(scheme['description']),
})

const areasOf = (root: JsonObject): Area[] => {
  const operations = Object.entries(objectOf(root['paths'])).flatMap(([path, item]) =>
    Object.entries(objectOf(item))
      .filter(([method]) => methods.includes(method))
      .map(([method, operation]) => operationOf(root, method, path, objectOf(operation))),
  )
  return listOf(root['tags'])
    .map(objectOf)
    .map((tag) => ({
      name: textOf(tag['name']),
      description: textOf(tag['description']),
      operations: operations.filter(({ area }) => area === tag['name']),
    }))
}

const operationOf = (root: JsonObject, method: string, path: string, json: JsonObject): Operation => {
  const access = textOf(objectOf(json['x-prost-access'])['words'])
  const viewOf = textOf(json['x-prost-operator-view-of']) || null
  const responses = Object.entries(objectOf(json['responses'])).map(([status, answer]) => [status, resolved(root, answer)] as const)
  return {
    id: textOf(json['operationId']),
    method: method.toUpperCase(),
    path,
    area: textOf(listOf(json['tags'])[0]),
    // The page puts operator views in a place of their own.
    summary: viewOf === null ? textOf(json['summary']) : withoutEnd(textOf(json['summary']), '(for operators)'),
    description: withoutEnd(textOf(json['description']), access),
    access,
    schemes: Object.keys(objectOf(listOf(json['security'])[0])),
    parameters: listOf(json['parameters']).map((parameter) => parameterOf(resolved(root, parameter))),
    body: isObject(json['requestBody']) ? bodyOf(json['requestBody']) : null,
    answers: responses.flatMap(([status, answer]) => answerOf(status, answer)),
    failures: responses.flatMap(([status, answer]) => failuresOf(root, status, answer)),
    frames: listOf(json['x-prost-socket']),
    viewOf,
  }
}

/** The document repeats at the end of a description who may call; the page says it apart. */
const withoutEnd = (text: string, end: string): string => (text.endsWith(end) ? text.slice(0, text.length - end.length).trimEnd() : text)

const parameterOf = (json: JsonObject): Parameter => ({
  place: textOf(json['in']),
  name: textOf(json['name']),
  required: json['required'] === true,
  description: textOf(json['description']),
  schema: json['schema'],
  example: json['example'],
})

const contentsOf = (json: Json): Content[] =>
  Object.entries(objectOf(json)).map(([type, media]) => ({ type, schema: objectOf(media)['schema'], example: objectOf(media)['example'] }))

const bodyOf = (json: JsonObject): Operation['body'] => ({ required: json['required'] === true, contents: contentsOf(json['content']) })

const problemType = 'application/problem+json'

/** An answer is what does not only carry problems. */
const answerOf = (status: string, json: JsonObject): Answer[] => {
  const contents = contentsOf(json['content']).filter(({ type }) => type !== problemType)
  const isFailure = contents.length === 0 && problemType in objectOf(json['content'])
  return isFailure ? [] : [{ status, description: textOf(json['description']), contents }]
}

const failuresOf = (root: JsonObject, status: string, json: JsonObject): Failure[] => {
  const problems = objectOf(objectOf(json['content'])[problemType])
  return Object.entries(objectOf(problems['examples'])).map(([code, example]) => failureOf(status, code, resolved(root, example)))
}

const failureOf = (status: string, code: string, example: JsonObject): Failure => ({
  status: status || JSON.stringify(objectOf(example['value'])['status']),
  code,
  title: textOf(example['summary']),
  example: example['value'],
})
