/** Which viewers say that they watch: those whose share is below the channel's `presence_sample`. The page and the channel count alike. */

/** FNV-1a of the viewer's id as a number from 0 to below 1. Who is counted at a sample is counted at every larger one. */
export const shareOf = (viewer: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < viewer.length; i++) hash = Math.imul(hash ^ viewer.charCodeAt(i), 0x01000193) >>> 0
  return hash / 2 ** 32
}

export const isCounted = (viewer: string, sample: number): boolean => shareOf(viewer) < sample
