/** A text to read or to copy, with a caption. Long lines wrap: nothing is hidden beside the edge of a phone. */
import './code-block.css'
import { CopyButton } from './copy-button.tsx'

type CodeBlockProps = { readonly caption: string; readonly text: string; readonly copyLabel?: string }

export function CodeBlock({ caption, text, copyLabel }: CodeBlockProps) {
  return (
    <figure className="code-block">
      <figcaption>
        <span>{caption}</span>
        {copyLabel !== undefined && <CopyButton text={text} label={copyLabel} />}
      </figcaption>
      <pre>
        <code>{text}</code>
      </pre>
    </figure>
  )
}
