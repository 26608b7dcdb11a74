/**
 * What `npm start` leaves in a kernel, by marks that nobody can make through the API: so a database carried into production is known, and
 * no tenant can make the platform refuse by a name of its choice. Pure.
 */
import { randomBase62 } from '../credentials/secret-digest.ts'

/** Public keys are drawn at random; only those of `npm start` begin so. */
export const developmentKeyStart = 'pq_pk_development'

/** Nothing is delivered to `.local`, so an address there that counts as verified was put there by `npm start`. */
export const developmentMailDomain = 'prost.local'

export const newDevelopmentKey = (): string => `${developmentKeyStart}${randomBase62('pq_pk_'.length + 32 - developmentKeyStart.length)}`

export type DevelopmentTraces = { readonly operators: number; readonly keys: number }

/** Empty when there are none. */
export const traceFaults = ({ operators, keys }: DevelopmentTraces): string[] => [
  ...(operators > 0 ? [`the kernel has default operators (${operators}, at ${developmentMailDomain})`] : []),
  ...(keys > 0 ? [`the kernel has development keys (${keys}, not revoked)`] : []),
]
