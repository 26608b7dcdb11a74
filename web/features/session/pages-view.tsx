/** A cursor-paged list: its first page as any answer, then the way to the next, and why that one did not come. */
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Empty, More } from '../../ui/rows.tsx'
import { AnswerView, FailureAlert } from './answer-view.tsx'
import type { Pages } from './use-answer.ts'

type PagesViewProps<T> = {
  readonly pages: Pages<T>
  /** What the way to the next page is called, and while it comes. */
  readonly more: string
  readonly loadingMore?: string
  readonly children: (items: readonly T[]) => ReactNode
}

export function PagesView<T>({ pages, more, loadingMore = more, children }: PagesViewProps<T>) {
  return (
    <>
      <AnswerView state={pages.state} reload={pages.reload}>
        {children}
      </AnswerView>
      <FailureAlert failure={pages.trouble} />
      <More more={pages.more} loading={pages.loadingMore}>
        {pages.loadingMore ? loadingMore : more}
      </More>
    </>
  )
}

type NothingListedProps = {
  readonly words: { readonly none: string; readonly noneLead: string; readonly noMatch: string; readonly clear: string }
  readonly isFiltered: boolean
  readonly onClear: () => void
}

/** There is nothing at all, or nothing that fits the filters. */
export function NothingListed({ words, isFiltered, onClear }: NothingListedProps) {
  return isFiltered ? (
    <Empty title={words.noMatch}>
      <Button onClick={onClear}>{words.clear}</Button>
    </Empty>
  ) : (
    <Empty title={words.none}>
      <p className="quiet">{words.noneLead}</p>
    </Empty>
  )
}
