/** One part of a bench: a titled table for people, and the same figures for programs. Pure. */
import { table } from '../../scripts/replay/table.ts'

export type Section = {
  readonly name: string
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What a reader has to know to judge the figures. */
  readonly notes: readonly string[]
  /** As measured. */
  readonly figures: unknown
}

export const printSection = (section: Section): string =>
  [section.title, '', table(section.head, section.rows), ...section.notes.map((note) => `  ${note}`)].join('\n')
