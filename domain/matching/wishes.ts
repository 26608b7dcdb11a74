/**
 * Who goes with whom, as keys: everybody waits under some words for each of three things (trust, language, interest), and two people go
 * together when they share a word of each. So a partner is looked up and not searched for. Pure.
 */
import { restrictionOf } from '../policy/facts.ts'
import type { Restriction, Tier } from '../../contract/policy.ts'
import type { MatchRules } from './match-rules.ts'

export type Wishes = { readonly languages: readonly string[]; readonly interests: readonly string[] }

/** Who is in quarantine meets nobody else, ever; new accounts are among themselves at first. */
export type Pool = 'quarantined' | 'new' | 'open'

export const poolOf = (tier: Tier, restrictions: readonly Restriction[], now: number): Pool => {
  if (restrictionOf('quarantine', restrictions, null, now) !== null) return 'quarantined'
  return tier === 'new' ? 'new' : 'open'
}

/** Whoever has no wish, or has waited long enough, takes anybody who thinks so too. */
const anybody = '*'

const wordsFor = (wishes: readonly string[], isRelaxed: boolean): readonly string[] =>
  wishes.length === 0 || isRelaxed ? [...wishes, anybody] : wishes

const poolWords = (pool: Pool, waitedMs: number, { newApartMs }: MatchRules): readonly string[] =>
  pool !== 'quarantined' && newApartMs !== null && waitedMs >= newApartMs ? [pool, anybody] : [pool]

/** Every combination, each a list of the waiting. Languages have no spaces; interests come last. */
export const keysOf = (pool: Pool, { languages, interests }: Wishes, waitedMs: number, rules: MatchRules): string[] => {
  const wished = wordsFor(interests, waitedMs >= rules.relaxInterestsMs)
  const spoken = wordsFor(languages, waitedMs >= rules.relaxLanguagesMs)
  return poolWords(pool, waitedMs, rules).flatMap((trust) => spoken.flatMap((one) => wished.map((two) => `${trust} ${one} ${two}`)))
}

/** When, in ms of waiting after `waitedMs`, the keys are others; null: not any more. */
export const nextRelaxation = (pool: Pool, { languages, interests }: Wishes, waitedMs: number, rules: MatchRules): number | null => {
  const steps = [
    interests.length > 0 ? rules.relaxInterestsMs : null,
    languages.length > 0 ? rules.relaxLanguagesMs : null,
    pool === 'quarantined' ? null : rules.newApartMs,
  ].filter((each) => each !== null)
  const later = steps.filter((each) => each > waitedMs)
  return later.length === 0 ? null : Math.min(...later)
}
