/**
 * Regions of queues: the continents of Cloudflare's `request.cf.continent`, in lower case. A thin one overflows into its neighbour, always
 * towards the same end: two people who wait anywhere meet there at the latest, and nobody is sent in circles. Pure.
 */
import * as z from 'zod'

export const region = z.enum(['af', 'as', 'eu', 'na', 'oc', 'sa'])
export type Region = z.infer<typeof region>

const next: Record<Region, Region | null> = { oc: 'as', as: 'eu', af: 'eu', sa: 'na', eu: 'na', na: null }

/** Null: nobody is sent on from here. */
export const neighbourOf = (of: Region): Region | null => next[of]

/** What was asked for if there is such a region, else where the request comes from, else where all end. */
export const regionFor = (asked: string | undefined, continent: string | undefined): Region =>
  region.safeParse(asked?.toLowerCase()).data ?? region.safeParse(continent?.toLowerCase()).data ?? 'na'

/** Whether somebody who waits in `from` may come to `to` by overflowing. */
export const leadsTo = (from: Region, to: Region): boolean => {
  for (let at = next[from]; at !== null; at = next[at]) if (at === to) return true
  return false
}
