/** Where the person's own picture stands on the other's. Pure. */
export type Corner = 'top-left' | 'top-right' | 'bottom-left' | 'bottom-right'

const clockwise = ['top-right', 'bottom-right', 'bottom-left', 'top-left'] as const satisfies readonly Corner[]

export const nextCorner = (corner: Corner): Corner => clockwise[(clockwise.indexOf(corner) + 1) % clockwise.length] ?? 'top-right'

const rowOf = (corner: Corner): 'top' | 'bottom' => (corner === 'top-left' || corner === 'top-right' ? 'top' : 'bottom')
const columnOf = (corner: Corner): 'left' | 'right' => (corner === 'top-left' || corner === 'bottom-left' ? 'left' : 'right')

/** Null: the key is no arrow. */
export function movedBy(corner: Corner, key: string): Corner | null {
  switch (key) {
    case 'ArrowLeft':
      return `${rowOf(corner)}-left`
    case 'ArrowRight':
      return `${rowOf(corner)}-right`
    case 'ArrowUp':
      return `top-${columnOf(corner)}`
    case 'ArrowDown':
      return `bottom-${columnOf(corner)}`
    default:
      return null
  }
}

type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** The one nearest to a point of the frame. */
export const cornerAt = ({ left, top, width, height }: Box, x: number, y: number): Corner =>
  `${y < top + height / 2 ? 'top' : 'bottom'}-${x < left + width / 2 ? 'left' : 'right'}`
