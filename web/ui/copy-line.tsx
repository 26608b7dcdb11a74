/** A value that belongs elsewhere: its name, the way to copy it, and all of it, marked by one click. */
import './copy-line.css'
import { CopyButton } from './copy-button.tsx'

type CopyLineProps = {
  readonly label: string
  /** Null: it is not known yet. */
  readonly text: string | null
  /** What the button does, in words. */
  readonly copy: string
  /** What to do with it, or when it will be known. */
  readonly hint?: string
}

/** The same in a row of a list. `copy: null`: nobody needs it any more. */
export function CopyBeside({ text, copy }: { readonly text: string; readonly copy: string | null }) {
  return (
    <p className="copy-beside">
      <code className="break">{text}</code>
      {copy !== null && <CopyButton text={text} label={copy} />}
    </p>
  )
}

export function CopyLine({ label, text, copy, hint }: CopyLineProps) {
  return (
    <div className="copy-line">
      <p className="copy-line-label">{label}</p>
      {text !== null && (
        <>
          <CopyButton text={text} label={copy} />
          <code className="copy-line-text break">{text}</code>
        </>
      )}
      {hint !== undefined && <p className="copy-line-hint quiet small">{hint}</p>}
    </div>
  )
}
