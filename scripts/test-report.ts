/** What the runners say of a run in vitest's JSON report, as far as the closing lines need it. Plain data and plain functions. */
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
