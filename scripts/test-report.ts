/** What the closing lines of `npm test` say: who needed a second try, and how the screenshots compare. Plain data and plain functions. */
import { relative } from 'node:path'
import * as z from 'zod'

const assertion = z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()) })
const fileResult = z.object({ name: z.string(), assertionResults: z.array(assertion) })

export const report = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  success: z.boolean(),
  testResults: z.array(fileResult),
})
export type Report = z.infer<typeof report>

/** A run that died before it could report counts as one failure. */
export const noReport: Report = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, success: false, testResults: [] }

/** A test that passed and yet has a failure behind it needed its second try: which file and test, and how the first one ended. */
export type Retried = { readonly file: string; readonly test: string; readonly why: string }

export const retriedIn = ({ testResults }: Report, root: string): readonly Retried[] =>
  testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map(({ fullName, failureMessages }) => ({ file: relative(root, name), test: fullName, why: firstLine(failureMessages[0] ?? '') })),
  )

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

/** Empty when every test passed at once. */
export function retryLines(retried: readonly Retried[]): readonly string[] {
  if (retried.length === 0) return []
  const head = `*** ${retried.length} NEEDED A SECOND TRY: each is a flake to be found, not luck ***`
  return [head, ...retried.flatMap(({ file, test, why }) => [`  ${file} > ${test}`, `    ${why}`])]
}

/** In test-results/, a line of JSON for each screenshot that a page's test took. */
export const screensFile = 'screens.ndjson'

const screen = z.object({
  name: z.string(),
  /** `new`: there is no reference yet. `kept`: it became the reference. */
  outcome: z.enum(['same', 'different', 'new', 'not-comparable', 'kept']),
  /** Of `same` and `different` how much, of `not-comparable` why. */
  detail: z.string(),
})
export type Screen = z.infer<typeof screen>

/** The last word on each name: a second try overrules the first. */
export function screensIn(lines: string): readonly Screen[] {
  const all = lines.split('\n').filter((line) => line !== '')
  const read = all.map((line) => screen.parse(JSON.parse(line)))
  return [...new Map(read.map((each) => [each.name, each])).values()]
}

const named = (screens: readonly Screen[]): string => screens.map(({ name }) => name).join(', ')

/** How the screenshots compare with their references, loudest what was not compared. */
export function screenLines(screens: readonly Screen[]): readonly string[] {
  const of = (outcome: Screen['outcome']): readonly Screen[] => screens.filter((each) => each.outcome === outcome)
  const [same, different, fresh, apart, kept] = (['same', 'different', 'new', 'not-comparable', 'kept'] as const).map(of)
  if (!same || !different || !fresh || !apart || !kept || screens.length === 0) return []
  const lines = [`screens: ${same.length} like their reference, ${different.length} different, ${fresh.length} new, ${kept.length} kept`]
  if (different.length > 0) lines.push(`*** DIFFERENT: ${named(different)}: see test-results/screen-differences ***`)
  if (fresh.length > 0) lines.push(`*** NOT COMPARED, no reference yet: ${named(fresh)}: npm run screens ***`)
  if (apart.length > 0) lines.push(`*** NOT COMPARED, ${apart.length} screens: ${apart[0]?.detail ?? ''} ***`)
  return lines
}
