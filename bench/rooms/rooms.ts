/** The parts of the rooms' bench, in order. */
import type { Section } from '../support/section.ts'
import { fanout } from './fanout.ts'
import { joins } from './joins.ts'
import type { Plan } from './plan.ts'

const parts = {
  joins: async function* (plan) {
    yield await joins(plan)
  },
  fanout: async function* (plan) {
    for (const size of plan.crowds) yield await fanout(plan, size)
  },
} satisfies Record<string, (plan: Plan) => AsyncGenerator<Section>>

export type RoomsPart = keyof typeof parts
export const isRoomsPart = (name: string): name is RoomsPart => Object.hasOwn(parts, name)
export const roomsParts = Object.keys(parts).filter(isRoomsPart)

export async function* runRooms(names: readonly RoomsPart[], plan: Plan): AsyncGenerator<Section> {
  for (const name of names) yield* parts[name](plan)
}
