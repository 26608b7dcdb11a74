/**
 * A JSON text laid out in lines, each with the path of what is in it, so that a finding can stand where it belongs. Works on the text and
 * not on its values: a number stays as it was written, also one that no double can hold.
 */
export type Line = { readonly text: string; readonly path: string }

type Level = { readonly path: string; readonly isList: boolean; index: number; key: string }

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g
const under = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
const pathOf = (level: Level | undefined): string =>
  level === undefined ? '' : under(level.path, level.isList ? String(level.index) : level.key)

/** Null for a text that is no JSON. */
export function laidOut(json: string): readonly Line[] | null {
  if (!isJson(json)) return null
  const layout = new Layout()
  for (const [each] of json.matchAll(tokens)) layout.take(each)
  return layout.done()
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    // Not an error of ours: what was sent may be anything.
    return false
  }
}

class Layout {
  readonly #lines: Line[] = []
  readonly #levels: Level[] = []
  #text = ''
  #path = ''
  #awaitsKey = false

  take(token: string): void {
    if (token === '{' || token === '[') return this.#open(token)
    if (token === '}' || token === ']') return this.#close(token)
    if (token === ',') return this.#next()
    if (token === ':') {
      this.#awaitsKey = false
      this.#text += ': '
      return
    }
    const level = this.#levels.at(-1)
    if (level && this.#awaitsKey) level.key = String(JSON.parse(token))
    this.#path = pathOf(level)
    this.#text += token
  }

  done(): readonly Line[] {
    this.#flush()
    return this.#lines
  }

  #open(token: '{' | '['): void {
    const path = pathOf(this.#levels.at(-1))
    this.#path = path
    this.#text += token
    this.#flush()
    this.#levels.push({ path, isList: token === '[', index: 0, key: '' })
    this.#awaitsKey = token === '{'
  }

  #close(token: '}' | ']'): void {
    const level = this.#levels.at(-1)
    const isEmpty = this.#text === '' && this.#lines.at(-1)?.text.endsWith(token === '}' ? '{' : '[') === true
    this.#flush()
    this.#levels.pop()
    this.#awaitsKey = false
    const begun = isEmpty ? this.#lines.pop() : undefined
    this.#path = level?.path ?? ''
    this.#text = begun === undefined ? token : `${begun.text.trimStart()}${token}`
  }

  #next(): void {
    const level = this.#levels.at(-1)
    this.#text += ','
    this.#flush()
    if (level === undefined) return
    level.index += 1
    this.#awaitsKey = !level.isList
  }

  #flush(): void {
    if (this.#text === '') return
    this.#lines.push({ text: `${'  '.repeat(this.#levels.length)}${this.#text}`, path: this.#path })
    this.#text = ''
  }
}

/** The line that a path names; for what is not there, where it would be. */
export function lineOf(lines: readonly Line[], path: string): number {
  const found = lines.findIndex((line) => line.path === path)
  if (found >= 0 || path === '') return Math.max(0, found)
  return lineOf(lines, path.split('.').slice(0, -1).join('.'))
}
