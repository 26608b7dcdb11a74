/** Findings of a schema as the API and quarantine answer them: `{ path, code, message }`, bounded, and safe to store. */
import type * as z from 'zod'
import type { Issue } from './errors.ts'

const most = 20
const longest = 300

/** At most 20 findings. `under` is where the checked value sits in the input. */
export const issuesOf = (error: z.ZodError, under: readonly PropertyKey[] = []): Issue[] =>
  error.issues.slice(0, most).map((found) => ({
    path: pathText([...under, ...found.path]),
    code: found.code,
    message: short(found.message),
  }))

/** `events.3.type`; the empty path is the whole input. */
const pathText = (path: readonly PropertyKey[]): string => short(path.map(String).join('.'))

/** Messages quote the input, which may be anything: cut, and without what a store refuses. */
const short = (text: string): string => text.slice(0, longest).toWellFormed().replaceAll('\u0000', '\uFFFD')
