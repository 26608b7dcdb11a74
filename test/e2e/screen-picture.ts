/**
 * Pictures small enough to be kept and rough enough to be compared: a screenshot in a fifth of its size and sixteen greys. What is left is
 * where things stand and how dark they are; how a font was smoothed is not. Plain functions over PNG bytes.
 */
import pixelmatch from 'pixelmatch'
import { PNG } from 'pngjs'

/** How many pixels of the screen, squared, become one. */
const factor = 5
const greys = 16
const step = 255 / (greys - 1)

/** `levels`: one byte a pixel, row by row, 0 black to 255 white. */
export type Picture = { readonly width: number; readonly height: number; readonly levels: Uint8Array }

/** The mean grey of each square (Rec. 601 luma), the nearest of the sixteen. */
export function shrunk(screenshot: Buffer): Picture {
  const { width: wide, height: high, data } = PNG.sync.read(screenshot)
  const [width, height] = [Math.floor(wide / factor), Math.floor(high / factor)]
  const sums = new Float64Array(width * height)
  for (let y = 0; y < height * factor; y++) {
    for (let x = 0; x < width * factor; x++) {
      const at = (y * wide + x) * 4
      const grey = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0)
      const square = Math.floor(y / factor) * width + Math.floor(x / factor)
      sums[square] = (sums[square] ?? 0) + grey
    }
  }
  return { width, height, levels: Uint8Array.from(sums, (sum) => Math.round(Math.round(sum / factor ** 2 / step) * step)) }
}

export function encoded({ width, height, levels }: Picture): Buffer {
  return PNG.sync.write(asPng({ width, height, levels }), { colorType: 0, deflateLevel: 9, filterType: 0 })
}

export function decoded(png: Buffer): Picture {
  const { width, height, data } = PNG.sync.read(png)
  return { width, height, levels: Uint8Array.from({ length: width * height }, (_, at) => data[at * 4] ?? 0) }
}

function asPng({ width, height, levels }: Picture): PNG {
  const png = new PNG({ width, height })
  levels.forEach((level, at) => png.data.set([level, level, level, 255], at * 4))
  return png
}

type Size = { readonly width: number; readonly height: number }

/** The same picture on a larger sheet. What it does not reach is unlike anything that the other has there. */
function onSheet(picture: Picture, sheet: Size, other: Picture): Picture {
  const levels = Uint8Array.from({ length: sheet.width * sheet.height }, (_, at) => {
    const [x, y] = [at % sheet.width, Math.floor(at / sheet.width)]
    return levelAt(picture, x, y) ?? ((levelAt(other, x, y) ?? 0) < 128 ? 255 : 0)
  })
  return { ...sheet, levels }
}

const levelAt = ({ width, height, levels }: Picture, x: number, y: number): number | undefined =>
  x < width && y < height ? levels[y * width + x] : undefined

/** Two greys that differ by up to a tenth of the way from black to white are the same: a digit that became another one, not a word that went. */
const threshold = 0.1

export type Difference = { readonly pixels: number; readonly png: Buffer }

/** How many pixels differ, and a picture that shows where, in red. What only one of the two has differs. */
export function differenceOf(one: Picture, other: Picture): Difference {
  const sheet = { width: Math.max(one.width, other.width), height: Math.max(one.height, other.height) }
  const shown = new PNG(sheet)
  const [a, b] = [asPng(onSheet(one, sheet, other)), asPng(onSheet(other, sheet, one))]
  const pixels = pixelmatch(a.data, b.data, shown.data, sheet.width, sheet.height, { threshold, includeAA: true })
  return { pixels, png: PNG.sync.write(shown) }
}
