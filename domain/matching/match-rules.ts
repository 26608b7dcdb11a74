/** Every number a queue lives by, from the mode's manifest. Times are ms. Pure. */
import { matchSettings } from '../../contract/manifest.ts'
import type { MatchSettings, ModeManifest } from '../../contract/manifest.ts'

export type MatchRules = {
  readonly confirmMs: number
  readonly cooldownMs: number
  readonly cooldownMaxMs: number
  readonly cooldownDecayMs: number
  readonly recentPartners: number
  readonly relaxInterestsMs: number
  readonly relaxLanguagesMs: number
  /** Null: new accounts stay among themselves. */
  readonly newApartMs: number | null
  readonly overflowMs: number
  readonly overflowUpTo: number
}

export const rulesOf = (settings: MatchSettings): MatchRules => ({
  confirmMs: settings.confirm_s * 1_000,
  cooldownMs: settings.cooldown_s * 1_000,
  cooldownMaxMs: settings.cooldown_max_s * 1_000,
  cooldownDecayMs: settings.cooldown_decay_s * 1_000,
  recentPartners: settings.recent_partners,
  relaxInterestsMs: settings.relax_interests_s * 1_000,
  relaxLanguagesMs: settings.relax_languages_s * 1_000,
  newApartMs: settings.new_accounts_apart_s === null ? null : settings.new_accounts_apart_s * 1_000,
  overflowMs: settings.overflow_s * 1_000,
  overflowUpTo: settings.overflow_up_to,
})

export const defaultMatchRules: MatchRules = rulesOf(matchSettings.parse({}))

export const rulesOfMode = ({ match }: ModeManifest): MatchRules => (match === undefined ? defaultMatchRules : rulesOf(match))

/** What no mode can change. */
export const matchLimits = {
  /** A ticket whose owner shows no sign of life for so long leaves. */
  silentMs: 15_000,
  /** An open socket is a sign of life, if it was opened, or pinged, within this time: one that is dead without a close is found so. */
  socketSilentMs: 40_000,
  /** Matches in a row that somebody who is there does not confirm; then the ticket leaves. */
  misses: 3,
  /** How long a ticket that is over is still answered for. */
  keptMs: 300_000,
  /** Words about people who have no ticket yet, in case their join comes a moment later. */
  wordMs: 30_000,
  /** What comes due within this time is done together. */
  graceMs: 100,
} as const
