/** What of earlier matches follows a person from ticket to ticket, over all queues and regions. Times are epoch ms. Pure. */
import * as z from 'zod'
import { userId } from '../../contract/ids.ts'
import type { UserId } from '../../contract/ids.ts'
import type { MatchRules } from './match-rules.ts'

export const matchHistory = z.object({
  /** The last partners, newest last. */
  recent: z.array(z.object({ user: userId, at: z.int() })),
  /** Skips that are not forgotten, as of `at`. */
  skips: z.object({ count: z.int().nonnegative(), at: z.int() }),
  cooldownUntil: z.int(),
})
export type MatchHistory = Readonly<z.infer<typeof matchHistory>>

export const noHistory: MatchHistory = { recent: [], skips: { count: 0, at: 0 }, cooldownUntil: 0 }

/** Met again now, a partner is the newest. */
export const withPartner = (history: MatchHistory, user: UserId, rules: Pick<MatchRules, 'recentPartners'>, at: number): MatchHistory => {
  const others = history.recent.filter((each) => each.user !== user)
  return asRemembered({ ...history, recent: [...others, { user, at }] }, rules)
}

/** As a mode remembers it: no more partners than it wants. */
export const asRemembered = (history: MatchHistory, { recentPartners }: Pick<MatchRules, 'recentPartners'>): MatchHistory => ({
  ...history,
  recent: recentPartners === 0 ? [] : history.recent.slice(-recentPartners),
})

type SkipRules = Pick<MatchRules, 'cooldownMs' | 'cooldownMaxMs' | 'cooldownDecayMs'>

/** Each further skip costs half as long again; with every decay period without one, one is forgotten. */
export const withSkip = (history: MatchHistory, rules: SkipRules, now: number): MatchHistory => {
  const count = skipsLeft(history.skips, rules, now) + 1
  const wait = Math.min(rules.cooldownMaxMs, Math.round(rules.cooldownMs * 1.5 ** (count - 1)))
  return { ...history, skips: { count, at: now }, cooldownUntil: now + wait }
}

const skipsLeft = ({ count, at }: MatchHistory['skips'], { cooldownDecayMs }: SkipRules, now: number): number =>
  Math.max(0, count - Math.floor(Math.max(0, now - at) / cooldownDecayMs))

/** Of two accounts of the same person, what both know: neither takes anything back. `keep`: how many partners. */
export const mergedHistory = (a: MatchHistory, b: MatchHistory, keep: number): MatchHistory => {
  const newest = new Map<UserId, number>()
  for (const { user, at } of [...a.recent, ...b.recent]) newest.set(user, Math.max(at, newest.get(user) ?? 0))
  const recent = [...newest].map(([user, at]) => ({ user, at })).toSorted((x, y) => x.at - y.at)
  const skips = a.skips.at >= b.skips.at ? a.skips : b.skips
  return { recent: recent.slice(Math.max(0, recent.length - keep)), skips, cooldownUntil: Math.max(a.cooldownUntil, b.cooldownUntil) }
}
