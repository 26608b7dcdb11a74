/** What a settings form can see by itself, in words that name the line. The server judges everything again. */
import { words } from './words.ts'

export const linesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(/[\n,]/)
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]

function isOrigin(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && url.origin === text && ['https:', 'http:'].includes(url.protocol)
}

export function originsFault(text: string): { readonly origins?: string } {
  const wrong = linesOf(text).find((line) => !isOrigin(line))
  return wrong === undefined ? {} : { origins: words.badOrigin(wrong) }
}

const pattern = /^(?:[a-z0-9_]+(?:\.[a-z0-9_]+){0,7}|(?:[a-z0-9_]+\.){0,7}[a-z0-9_]*\*)$/

export function patternsFault(text: string): { readonly interaction_patterns?: string } {
  const lines = linesOf(text)
  if (lines.length === 0) return { interaction_patterns: words.noPattern }
  const wrong = lines.find((line) => !pattern.test(line))
  return wrong === undefined ? {} : { interaction_patterns: words.badPattern(wrong) }
}

const isWhole = (text: string, least: number, most: number): boolean =>
  /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most

export const ttlFault = (text: string): { readonly session_ttl_s?: string } =>
  isWhole(text, 15, 600) ? {} : { session_ttl_s: words.badTtl }

export const isLimit = (text: string): boolean => text.trim() === '' || isWhole(text, 1, 10_000_000)
