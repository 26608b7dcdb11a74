/** The parts of the auth bench, in order, each on a runtime of its own. */
import type { Section } from '../support/section.ts'
import { audit } from './audit.ts'
import { checks } from './checks.ts'
import { cold } from './cold.ts'
import { login } from './login.ts'
import type { Plan } from './plan.ts'
import { timing } from './timing.ts'

const parts = { cold, checks, login, timing, audit } satisfies Record<string, (plan: Plan) => Promise<Section>>

export type AuthPart = keyof typeof parts
export const isAuthPart = (name: string): name is AuthPart => Object.hasOwn(parts, name)
export const authParts = Object.keys(parts).filter(isAuthPart)

export async function* runAuth(names: readonly AuthPart[], plan: Plan): AsyncGenerator<Section> {
  for (const name of names) yield await parts[name](plan)
}
