/** A labelled text input with its hint and its error, tied together for screen readers. */
import './field.css'
import type { InputHTMLAttributes } from 'react'
import { useId } from 'react'

type FieldProps = InputHTMLAttributes<HTMLInputElement> & {
  readonly label: string
  readonly hint?: string
  readonly error?: string | null
}

export function Field({ label, hint, error = null, ...input }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const note = error ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} aria-invalid={error !== null} aria-describedby={note === undefined ? undefined : noteId} {...input} />
      {note !== undefined && (
        <p id={noteId} className={error === null ? 'field-hint' : 'field-error'}>
          {note}
        </p>
      )}
    </div>
  )
}
