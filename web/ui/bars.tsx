/** Named amounts as sorted horizontal bars; the number is text, the bar only its picture. */
import './bars.css'
import { useState } from 'react'
import { fullCount } from './format.ts'
import { words } from './words.ts'

type BarItem = { readonly name: string; readonly value: number }

const byValue = (a: BarItem, b: BarItem): number => b.value - a.value || a.name.localeCompare(b.name)

export function Bars({ items, shown = 10 }: { readonly items: readonly BarItem[]; readonly shown?: number }) {
  const [all, setAll] = useState(false)
  const sorted = items.toSorted(byValue)
  const largest = Math.max(1, sorted[0]?.value ?? 0)
  const hidden = sorted.length - shown
  return (
    <>
      <ol className="bars">
        {(all ? sorted : sorted.slice(0, shown)).map(({ name, value }) => (
          <li key={name}>
            <span className="bars-name">{name}</span>
            <span className="bars-value">{fullCount(value)}</span>
            <span className="bars-track" aria-hidden="true">
              <span className="bars-fill" style={{ width: `${(100 * value) / largest}%` }} />
            </span>
          </li>
        ))}
      </ol>
      {hidden > 0 && (
        <button type="button" className="bars-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.showFewer : words.showMore(hidden)}
        </button>
      )}
    </>
  )
}
