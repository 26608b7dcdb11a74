/** The parts of the pages bench, in order. */
import type { Section } from '../support/section.ts'
import { bundles } from './bundles.ts'
import { lighthouse } from './lighthouse.ts'

const parts = { bundles, lighthouse } satisfies Record<string, () => Promise<Section>>

export type PagesPart = keyof typeof parts
export const isPagesPart = (name: string): name is PagesPart => Object.hasOwn(parts, name)
export const pagesParts = Object.keys(parts).filter(isPagesPart)

export async function* runPages(names: readonly PagesPart[]): AsyncGenerator<Section> {
  for (const name of names) yield await parts[name]()
}
