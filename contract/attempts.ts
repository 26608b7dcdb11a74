/**
 * Between the gateway and the AttemptLimiter objects: an attempt to get in is asked for before anything is compared. Not public.
 * Addresses are keyed digests that the caller makes (`domain/limits/attempt-digests.ts`): the objects never see one.
 */

/** A limit as it is told to whoever meets it. */
type Told = {
  readonly name: string
  readonly limit: number
  readonly periodMs: number
  readonly ok: boolean
  readonly remaining: number
  readonly retryAfterMs: number
  readonly resetMs: number
}

export type BeginAttempt = {
  /** Keyed digest of where it comes from; null when that is not known. */
  readonly address: string | null
  /** `sign_in_per_min` of the app. */
  readonly limit_per_min: number
  /** `guess`: something secret is compared. `request`: nothing is, such as a registration or a mail that is asked for. */
  readonly purpose: 'guess' | 'request'
}

export type BegunAttempt =
  | { readonly ok: true; readonly attempt: Told }
  /** `refused` is the limit that says no longest. `newly`: the first such refusal for a while, worth a note. */
  | { readonly ok: false; readonly retryAfterMs: number; readonly refused: Told; readonly newly: boolean }

/** One object per e-mail of an app, and one per address. */
export interface AttemptLimiterRpc {
  /** Before a password is hashed. What begins counts as failed until `succeeded` says otherwise, also when the caller dies. */
  begin(attempt: BeginAttempt): Promise<BegunAttempt>
  /** The guess was right. */
  succeeded(attempt: Pick<BeginAttempt, 'address'>): Promise<void>
  /** It was never decided: nothing was compared. */
  undecided(attempt: Pick<BeginAttempt, 'address' | 'purpose'>): Promise<void>
}
