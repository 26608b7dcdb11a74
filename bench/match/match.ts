/** The parts of the matching bench, in order. */
import type { Section } from '../support/section.ts'
import { doors } from './doors.ts'
import type { Plan } from './plan.ts'
import { queues } from './queues.ts'

const parts = { queues, doors } satisfies Record<string, (plan: Plan) => Promise<Section>>

export type MatchPart = keyof typeof parts
export const isMatchPart = (name: string): name is MatchPart => Object.hasOwn(parts, name)
export const matchParts = Object.keys(parts).filter(isMatchPart)

export async function* runMatch(names: readonly MatchPart[], plan: Plan): AsyncGenerator<Section> {
  for (const name of names) yield await parts[name](plan)
}
