/**
 * What every form of the pages does: reads its fields, says what is wrong beside the field and moves there, sends once at a time, and
 * sorts what the server found wrong back to the fields. The same values sent again are the same attempt.
 */
import type { FormEvent, RefObject } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { Issue } from '../../../contract/errors.ts'
import type { ApiFailure } from './http.ts'
import { newAttempt } from './http.ts'
import { issueWords as usualWords } from './words.ts'

export type Values<N extends string> = Readonly<Record<N, string>>
export type Faults<N extends string> = Readonly<Partial<Record<N, string>>>

// The compiler can not see that an object without names is one for any names.
const noFaults = <N extends string>() => ({}) as Faults<N>

type FormRules<N extends string> = {
  readonly names: readonly N[]
  readonly check?: (values: Values<N>) => Faults<N>
  /** Null when it worked. */
  readonly send: (values: Values<N>, attempt: string) => Promise<ApiFailure | null>
  /** What a finding of the server means to the reader, where this form knows better. */
  readonly issueWords?: (issue: Issue) => string
}

type FormState<N extends string> = { readonly faults: Faults<N>; readonly failure: ApiFailure | null; readonly busy: boolean }

export type Form<N extends string> = FormState<N> & {
  /** What the fields hold, for a second way to send. */
  readonly read: () => Values<N>
  /** Shows faults; true when there are any. */
  readonly refuse: (faults: Faults<N>) => boolean
  readonly props: {
    readonly ref: RefObject<HTMLFormElement | null>
    readonly onSubmit: (event: FormEvent) => void
    readonly noValidate: true
    /** Never followed; but a form must not be able to put what it holds into an address. */
    readonly method: 'post'
  }
}

export function useForm<N extends string>({ names, check, send, issueWords = usualWords }: FormRules<N>): Form<N> {
  const ref = useRef<HTMLFormElement>(null)
  const [state, setState] = useState<FormState<N>>({ faults: noFaults<N>(), failure: null, busy: false })
  const attemptOf = useAttempt()
  useEffect(() => {
    if (Object.keys(state.faults).length > 0) ref.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [state.faults])

  const refuse = (faults: Faults<N>): boolean => {
    const some = Object.keys(faults).length > 0
    if (some) setState({ faults, failure: null, busy: false })
    return some
  }
  const submit = async (values: Values<N>): Promise<void> => {
    if (refuse(check?.(values) ?? noFaults<N>())) return
    setState({ faults: noFaults<N>(), failure: null, busy: true })
    const failure = await send(values, attemptOf(values))
    setState({ ...sorted(failure, names, issueWords), busy: false })
  }
  const read = (): Values<N> => valuesOf(ref.current, names)
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault()
    if (!state.busy) void submit(read())
  }
  return { ...state, read, refuse, props: { ref, onSubmit, noValidate: true, method: 'post' } }
}

function valuesOf<N extends string>(form: HTMLFormElement | null, names: readonly N[]): Values<N> {
  const data = new FormData(form ?? undefined)
  const entries = names.map((name) => [name, data.getAll(name).filter(isText).join('\n')])
  // The keys are the names, which `fromEntries` forgets.
  return Object.fromEntries(entries) as Values<N>
}
const isText = (value: FormDataEntryValue): value is string => typeof value === 'string'

/** Findings that belong to a field go beside it; a failure without any stays a failure. */
function sorted<N extends string>(failure: ApiFailure | null, names: readonly N[], issueWords: (issue: Issue) => string) {
  const issues = failure?.kind === 'problem' ? failure.errors : []
  const found = names.flatMap((name) => {
    const issue = issues.find(({ path }) => path === name || path.startsWith(`${name}.`))
    return issue ? [[name, issueWords(issue)] as const] : []
  })
  const faults = Object.fromEntries(found) as Faults<N>
  return { faults, failure: found.length > 0 ? null : failure }
}

/** The same name for the same values, so that a second try after a lost answer is not a second act. */
function useAttempt(): (values: object) => string {
  const last = useRef({ values: '', attempt: '' })
  return (values) => {
    const text = JSON.stringify(values)
    if (text !== last.current.values) last.current = { values: text, attempt: newAttempt() }
    return last.current.attempt
  }
}
