/** A group of check boxes or radio buttons under one question, each with a line that says what it means. */
import './choice-list.css'
import { useId } from 'react'

type ChoiceItem = { readonly value: string; readonly label: string; readonly hint?: string }

type ChoiceListProps = {
  readonly kind: 'checkbox' | 'radio'
  readonly name: string
  readonly label: string
  readonly items: readonly ChoiceItem[]
  readonly chosen: readonly string[]
  readonly error?: string | null | undefined
}

export function ChoiceList({ kind, name, label, items, chosen, error = null }: ChoiceListProps) {
  const id = useId()
  return (
    <fieldset className="choices" aria-describedby={error === null ? undefined : id}>
      <legend>{label}</legend>
      {items.map(({ value, label: text, hint }) => (
        <label key={value} className="choice">
          <input type={kind} name={name} value={value} defaultChecked={chosen.includes(value)} aria-invalid={error !== null} />
          <span>
            <span className="choice-label">{text}</span>
            {hint !== undefined && <span className="choice-hint">{hint}</span>}
          </span>
        </label>
      ))}
      {error !== null && (
        <p id={id} className="field-error">
          {error}
        </p>
      )}
    </fieldset>
  )
}
