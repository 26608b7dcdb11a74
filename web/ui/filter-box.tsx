/** What a list is narrowed to. Closed it says how many filters are on. */
import './filter-box.css'
import type { FormHTMLAttributes, ReactNode, Ref } from 'react'
import { Button } from './button.tsx'
import { words } from './words.ts'

type FilterBoxProps = {
  /** How many are on. */
  readonly count: number
  readonly form: FormHTMLAttributes<HTMLFormElement> & { readonly ref: Ref<HTMLFormElement> }
  readonly onClear: () => void
  /** The fields. */
  readonly children: ReactNode
}

export function FilterBox({ count, form, onClear, children }: FilterBoxProps) {
  return (
    <details className="filter-box" open={count > 0}>
      <summary>{count === 0 ? words.filter : words.filtered(count)}</summary>
      <form {...form}>
        <div className="filter-fields">{children}</div>
        <div className="buttons">
          <Button type="submit">{words.show}</Button>
          {count > 0 && <Button onClick={onClear}>{words.showAll}</Button>}
        </div>
      </form>
    </details>
  )
}
