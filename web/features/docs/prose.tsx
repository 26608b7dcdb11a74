/** The little Markdown that descriptions use: paragraphs and `code`. Anything else stays as it is written. */
import './prose.css'
import type { ReactNode } from 'react'

/** One line of text with its code. */
export function Words({ text }: { readonly text: string }): ReactNode {
  // Every second part stood between backticks.
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))
}

export function Prose({ text }: { readonly text: string }) {
  if (text === '') return null
  return (
    <div className="prose" lang="en">
      {text.split(/\n{2,}/).map((paragraph) => (
        <p key={paragraph}>
          <Words text={paragraph} />
        </p>
      ))}
    </div>
  )
}
