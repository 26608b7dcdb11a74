/** How two screenshots are compared: roughly enough for fonts, finely enough for a part that is gone. */
import { PNG } from 'pngjs'
import { describe, expect, it } from 'vitest'
import { decoded, differenceOf, encoded, shrunk } from '../e2e/screen-picture.ts'

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly grey: number }

/** A white page with boxes on it, as the browser would give it. */
function page(boxes: readonly Box[], height = 500): Buffer {
  const png = new PNG({ width: 360, height })
  png.data.fill(255)
  for (const { x, y, width, height: high, grey } of boxes)
    for (let row = y; row < y + high; row++)
      for (let column = x; column < x + width; column++) png.data.set([grey, grey, grey, 255], (row * 360 + column) * 4)
  return PNG.sync.write(png)
}

const panel: Box = { x: 20, y: 40, width: 300, height: 120, grey: 200 }
const word: Box = { x: 30, y: 60, width: 60, height: 12, grey: 150 }
const pixels = (one: Buffer, other: Buffer): number => differenceOf(shrunk(one), shrunk(other)).pixels

describe('[screens] a picture', { timeout: 30_000 }, () => {
  it('is a fifth of the screenshot, in sixteen greys, and the same after it was kept', () => {
    const picture = shrunk(page([panel, word]))
    expect([picture.width, picture.height]).toEqual([72, 100])
    expect(new Set([...picture.levels].map((level) => level % 17))).toEqual(new Set([0]))
    expect(decoded(encoded(picture))).toEqual(picture)
  })

  it('is the mean of what it stands for', () => {
    const half = shrunk(page([{ x: 0, y: 0, width: 360, height: 500, grey: 119 }]))
    expect(new Set(half.levels)).toEqual(new Set([119]))
  })
})

describe('[screens] the comparison', { timeout: 30_000 }, () => {
  it('finds nothing between a page and itself', () => expect(pixels(page([panel, word]), page([panel, word]))).toBe(0))

  it('does not mind an edge that is smoothed otherwise', () => {
    expect(pixels(page([panel]), page([{ ...panel, grey: 196 }]))).toBe(0)
  })

  it('finds a panel that is gone, a word that is gone, and a word that moved', () => {
    expect(pixels(page([panel, word]), page([word]))).toBeGreaterThan(1_000)
    expect(pixels(page([panel, word]), page([panel]))).toBeGreaterThan(12)
    expect(pixels(page([panel, word]), page([panel, { ...word, x: 90 }]))).toBeGreaterThan(12)
  })

  it('finds what only the longer of two pages has, in a light and in a dark one', () => {
    for (const grey of [0, 255]) {
      const all = { x: 0, y: 0, width: 360, grey }
      expect(pixels(page([{ ...all, height: 500 }]), page([{ ...all, height: 600 }], 600))).toBeGreaterThanOrEqual(72 * 20)
    }
  })

  it('shows where', () => {
    const { png } = differenceOf(shrunk(page([panel])), shrunk(page([])))
    const shown = PNG.sync.read(png)
    const red = (x: number, y: number): boolean =>
      shown.data[(y * shown.width + x) * 4] === 255 && shown.data[(y * shown.width + x) * 4 + 1] === 0
    expect([red(30, 20), red(30, 60)]).toEqual([true, false])
  })
})
