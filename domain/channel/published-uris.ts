/**
 * Which URIs were published already, so that none is published for something else. A numbered URI (`run/720p/17.m4s`) is kept as a
 * range of its pattern, so a run of years is one entry; a URI without a number is an entry of its own.
 */
import * as z from 'zod'

/** Both ends belong to it. The last 2,000 ranges, oldest first. */
export const publishedUris = z.array(z.object({ pattern: z.string(), from: z.int(), to: z.int() }))
export type PublishedUris = z.infer<typeof publishedUris>

const kept = 2_000

/** Numbers that were left out up to here are taken for used: their files existed, and caches may hold them. */
const bridgedGap = 60

/** The last number before the extension. */
const numbered = /^(.*?)(\d{1,15})([^\d]*)$/

/** Two URIs have the same pattern and number only if they are the same. Leading zeros belong to the pattern. */
const placeOf = (uri: string): { pattern: string; number: number } => {
  const dot = uri.lastIndexOf('.')
  const end = dot > uri.lastIndexOf('/') ? dot : uri.length
  const match = numbered.exec(uri.slice(0, end))
  if (match === null) return { pattern: uri, number: 0 }
  const [, before = '', digits = '', after = ''] = match
  const zeros = digits.length > 1 && digits.startsWith('0') ? digits.length : 0
  return { pattern: `${before}{${zeros}}${after}${uri.slice(end)}`, number: Number(digits) }
}

export const wasPublished = (uris: PublishedUris, uri: string): boolean => {
  const { pattern, number } = placeOf(uri)
  return uris.some((range) => range.pattern === pattern && range.from <= number && number <= range.to)
}

export const withPublished = (uris: PublishedUris, uri: string): PublishedUris => {
  const { pattern, number } = placeOf(uri)
  const at = uris.findIndex((range) => range.pattern === pattern && range.from <= number && number <= range.to + bridgedGap)
  if (at === -1) return [...uris.slice(-(kept - 1)), { pattern, from: number, to: number }]
  return uris.map((range, index) => (index === at ? { ...range, to: Math.max(range.to, number) } : range))
}
