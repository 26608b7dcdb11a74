/** The colours of the shell: every pair that may meet is told apart in both themes, by the contrast of WCAG 2.2. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const css = readFileSync(join(import.meta.dirname, '../../web/ui/tokens.css'), 'utf8')

/** The six-digit colours a block sets. */
const coloursIn = (selector: string): Map<string, string> => {
  const from = css.indexOf(`${selector} {`)
  if (from < 0) throw new Error(`tokens.css has no ${selector}`)
  const block = css.slice(from, css.indexOf('\n}', from))
  return new Map([...block.matchAll(/--([\w-]+): (#[\da-f]{6});/g)].map(([, name = '', colour = '']) => [name, colour]))
}

const light = coloursIn(`[data-theme='light']`)
const themes = { light, dark: new Map([...light, ...coloursIn(`[data-theme='dark']`)]) }

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (high + 0.05) / (low + 0.05)
}

const ratio = (theme: keyof typeof themes, over: string, under: string): number => {
  const [one, other] = [themes[theme].get(over), themes[theme].get(under)]
  if (one === undefined || other === undefined) throw new Error(`${over} or ${under} is no colour of ${theme}`)
  return contrast(one, other)
}

const grounds = ['paper', 'raised', 'sunken'] as const
const texts: readonly (readonly [string, string])[] = [
  ...['ink', 'ink-2', 'accent', 'warn', 'error'].flatMap((ink) => grounds.map((ground) => [ink, ground] as const)),
  ['on-accent', 'accent'],
  ['ink', 'accent-soft'],
  ['ink', 'warn-soft'],
  ['ink', 'error-soft'],
  ['warn', 'warn-soft'],
  ['error', 'error-soft'],
  ['night-ink', 'night'],
  ['night-ink-2', 'night'],
  ['night-ink-2', 'night-raised'],
  ['night-accent', 'night'],
]
/** The edge of a control, a ring of focus, a column of a chart. */
const shapes: readonly (readonly [string, string])[] = [
  ...['rule-strong', 'focus', 'chart'].flatMap((shape) => grounds.map((ground) => [shape, ground] as const)),
  ['accent', 'accent-soft'],
]

describe.each(['light', 'dark'] as const)('[T1] %s: contrast AA', (theme) => {
  it.each(texts)('%s is read on %s', (over, under) => {
    expect(ratio(theme, over, under)).toBeGreaterThanOrEqual(4.5)
  })
  it.each(shapes)('%s is seen on %s', (over, under) => {
    expect(ratio(theme, over, under)).toBeGreaterThanOrEqual(3)
  })
})

it('[T1] what is dark by day is given by night: each colour of the dark theme is one of the light', () => {
  for (const name of coloursIn(`[data-theme='dark']`).keys()) expect(light.has(name)).toBe(true)
})
