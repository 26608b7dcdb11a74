/** The parts of the channel's bench, in order, each on a runtime of its own. */
import type { Section } from '../support/section.ts'
import { cost } from './cost.ts'
import { doors } from './doors.ts'
import { freshness } from './freshness.ts'
import type { Plan } from './plan.ts'
import { reach } from './reach.ts'

const parts = { doors, reach, freshness, cost } satisfies Record<string, (plan: Plan) => Promise<Section>>

export type ChannelPart = keyof typeof parts
export const isChannelPart = (name: string): name is ChannelPart => Object.hasOwn(parts, name)
export const channelParts = Object.keys(parts).filter(isChannelPart)

export async function* runChannel(names: readonly ChannelPart[], plan: Plan): AsyncGenerator<Section> {
  for (const name of names) yield await parts[name](plan)
}
