/** Labelled inputs with their hint and their error, tied together for screen readers. */
import './field.css'
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react'
import { useId } from 'react'

type FrameProps = { readonly label: string; readonly hint?: ReactNode; readonly error?: string | null | undefined }
/** What the control must carry to belong to its label and its note. */
type Ties = { readonly id: string; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string | undefined }

function Frame({ label, hint, error = null, children }: FrameProps & { readonly children: (ties: Ties) => ReactNode }) {
  const id = useId()
  const noteId = `${id}-note`
  const note = error ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': error !== null, 'aria-describedby': note === undefined ? undefined : noteId })}
      {note !== undefined && (
        <p id={noteId} className={error === null ? 'field-hint' : 'field-error'}>
          {note}
        </p>
      )}
    </div>
  )
}

export function Field({ label, hint, error, ...input }: InputHTMLAttributes<HTMLInputElement> & FrameProps) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(ties) => <input {...ties} {...input} />}
    </Frame>
  )
}

export function TextArea({ label, hint, error, ...input }: TextareaHTMLAttributes<HTMLTextAreaElement> & FrameProps) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(ties) => <textarea {...ties} {...input} />}
    </Frame>
  )
}

type Choice<V extends string> = { readonly value: V; readonly label: string }
type SelectProps<V extends string> = SelectHTMLAttributes<HTMLSelectElement> & FrameProps & { readonly choices: readonly Choice<V>[] }

export function Select<V extends string>({ label, hint, error, choices, ...input }: SelectProps<V>) {
  return (
    <Frame label={label} hint={hint} error={error}>
      {(ties) => (
        <select {...ties} {...input}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      )}
    </Frame>
  )
}
