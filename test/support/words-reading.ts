/**
 * Reads the web shell's sources for what they say: which messages are used, which are read while a module loads, and which texts
 * stand in the markup itself.
 */
import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { parseSync } from 'vite'

type Node = { readonly type: string; readonly [key: string]: unknown }

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** What stands below a node, without what is types only. */
const below = (node: Node): Node[] =>
  Object.values(node)
    .flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]))
    .filter(isNode)
    .filter(({ type }) => !type.startsWith('TSType'))

const every = (node: Node): Node[] => [node, ...below(node).flatMap(every)]
const nodeAt = (node: Node, key: string): Node => {
  const value = node[key]
  if (!isNode(value)) throw new Error(`${node.type} has no ${key}`)
  return value
}
const textAt = (node: Node, key: string): string => (typeof node[key] === 'string' ? node[key] : '')

export type Source = { readonly file: string; readonly name: string; readonly program: Node }

export function sourceOf(root: string, file: string): Source {
  const program: unknown = parseSync(file, readFileSync(file, 'utf8')).program
  if (!isNode(program)) throw new Error(`${file} is no program`)
  return { file, name: relative(root, file), program }
}

/** Local name → the table of texts it stands for, as `<words.ts> <table>`. */
function tablesIn({ file, program }: Source): Map<string, string> {
  const imported = every(program)
    .filter(({ type }) => type === 'ImportDeclaration')
    .filter((node) => textAt(nodeAt(node, 'source'), 'value').endsWith('/words.ts'))
    .flatMap((node) =>
      below(node)
        .filter(({ type }) => type === 'ImportSpecifier')
        .map((specifier): [string, string] => [
          textAt(nodeAt(specifier, 'local'), 'name'),
          `${resolve(file, '..', textAt(nodeAt(node, 'source'), 'value'))} ${textAt(nodeAt(specifier, 'imported'), 'name')}`,
        ]),
    )
  return new Map([...imported, ...ownTables(file, program)])
}

/** Tables that a `words.ts` or a `words.en.ts` has itself. */
function ownTables(file: string, program: Node): [string, string][] {
  if (!/\/words(?:\.en)?\.ts$/.test(file)) return []
  const home = file.replace('words.en.ts', 'words.ts')
  return every(program)
    .filter(({ type }) => type === 'VariableDeclarator')
    .flatMap((node) => every(nodeAt(node, 'id')).filter(({ type }) => type === 'Identifier'))
    .map((node): [string, string] => [textAt(node, 'name'), `${home} ${textAt(node, 'name')}`])
}

export type Uses = {
  /** `<words.ts> <table> <message>` */
  readonly messages: Set<string>
  /** Tables read by a message that is only known at run time. */
  readonly indexed: Set<string>
  /** Tables handed on as a whole. */
  readonly whole: Set<string>
  /** Messages that are read while a module loads. */
  readonly early: string[]
}
export const noUses = (): Uses => ({ messages: new Set(), indexed: new Set(), whole: new Set(), early: [] })

const functions = ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'MethodDefinition']
const declares = ['ImportDeclaration', 'ExportSpecifier']

export function collectUses(source: Source, uses: Uses): void {
  const tables = tablesIn(source)
  const visit = (node: Node, late: boolean): void => {
    if (declares.includes(node.type)) return
    if (node.type === 'VariableDeclarator') return isNode(node['init']) ? visit(node['init'], late) : undefined
    const object = node.type === 'MemberExpression' ? nodeAt(node, 'object') : null
    const table = object?.type === 'Identifier' ? tables.get(textAt(object, 'name')) : undefined
    if (table !== undefined) return readMember(node, table, late)
    if (node.type === 'Identifier' && tables.has(textAt(node, 'name'))) uses.whole.add(tables.get(textAt(node, 'name')) ?? '')
    const children = node.type === 'Property' && node['computed'] !== true ? [nodeAt(node, 'value')] : below(node)
    for (const child of children) visit(child, late || functions.includes(node.type))
  }
  const readMember = (node: Node, table: string, late: boolean): void => {
    const property = nodeAt(node, 'property')
    if (node['computed'] === true) {
      uses.indexed.add(table)
      visit(property, late)
    } else uses.messages.add(`${table} ${textAt(property, 'name')}`)
    if (!late && !source.file.endsWith('words.en.ts')) uses.early.push(`${source.name}: ${textAt(property, 'name')}`)
  }
  visit(source.program, false)
}

/** Every string and property name: what an index may come from. */
export const tokensOf = ({ program }: Source): string[] =>
  every(program).flatMap((node) =>
    node.type === 'Literal' && typeof node['value'] === 'string'
      ? [node['value']]
      : node.type === 'Property'
        ? [textAt(nodeAt(node, 'key'), 'name'), textAt(nodeAt(node, 'key'), 'value')]
        : [],
  )

const spoken = /\p{L}{2,}/u
/** Attributes that people hear or read. */
const attributes = /^(?:aria-label|aria-description|alt|title|placeholder|label|hint|lead|caption|what|act|cancel|copyLabel)$/
/** What is in them is for machines. */
const machine = ['code', 'pre', 'kbd']

const stringsIn = (node: Node): string[] => {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? [node['value']] : []
  if (node.type === 'TemplateElement') return isNode(node) ? [String(Reflect.get(Object(node['value']), 'raw'))] : []
  if (node.type === 'ConditionalExpression') return [...stringsIn(nodeAt(node, 'consequent')), ...stringsIn(nodeAt(node, 'alternate'))]
  if (node.type === 'LogicalExpression') return stringsIn(nodeAt(node, 'right'))
  if (['JSXExpressionContainer', 'TemplateLiteral', 'ParenthesizedExpression'].includes(node.type))
    return below(node)
      .filter(({ type }) => type !== 'MemberExpression')
      .flatMap(stringsIn)
  return []
}

/** Texts that stand in the markup instead of among the words. */
export function literalsIn({ program }: Source): string[] {
  const visit = (node: Node): string[] => {
    if (node.type === 'JSXElement' && machine.includes(textAt(nodeAt(nodeAt(node, 'openingElement'), 'name'), 'name'))) return []
    const own =
      node.type === 'JSXText'
        ? [textAt(node, 'value')]
        : node.type === 'JSXAttribute'
          ? attributes.test(textAt(nodeAt(node, 'name'), 'name')) && isNode(node['value'])
            ? stringsIn(node['value'])
            : []
          : node.type === 'JSXElement' || node.type === 'JSXFragment'
            ? below(node)
                .filter(({ type }) => type === 'JSXExpressionContainer')
                .flatMap(stringsIn)
            : []
    return [...own, ...below(node).flatMap(visit)]
  }
  return visit(program)
    .map((text) => text.trim())
    .filter((text) => spoken.test(text))
}
