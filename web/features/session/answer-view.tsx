/** What stands where an answer will be: loading, why it did not come with a way to try again, or what it is drawn as. */
import type { ReactNode } from 'react'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Loading } from '../../ui/loading.tsx'
import type { CodeWords } from './failure-words.ts'
import { failureWords } from './failure-words.ts'
import type { ApiFailure } from './http.ts'
import type { LoadState } from './use-answer.ts'
import { words } from './words.ts'

type FailureProps = { readonly failure: ApiFailure; readonly own?: CodeWords; readonly children?: ReactNode }

/** A failure in words. */
export function FailureBanner({ failure, own, children }: FailureProps) {
  const { title, detail } = failureWords(failure, own)
  return (
    <Banner tone="error" title={title}>
      {detail !== null && <p>{detail}</p>}
      {children}
    </Banner>
  )
}

/** The place of a failure that comes while the page is used: there before it speaks, and without room until then. */
export function FailureAlert({ failure, own }: { readonly failure: ApiFailure | null; readonly own?: CodeWords }) {
  return (
    <div role="alert" className="alert">
      {failure && <FailureBanner failure={failure} {...(own && { own })} />}
    </div>
  )
}

type AnswerViewProps<T> = {
  readonly state: LoadState<T>
  readonly reload: () => void
  readonly own?: CodeWords
  readonly children: (value: T) => ReactNode
}

export function AnswerView<T>({ state, reload, own, children }: AnswerViewProps<T>) {
  if (state.status === 'loading') return <Loading />
  if (state.status === 'ready') return children(state.value)
  return (
    <div role="alert">
      <FailureBanner failure={state.failure} {...(own && { own })}>
        <Button onClick={reload}>{words.again}</Button>
      </FailureBanner>
    </div>
  )
}
