/** One operation: a line that opens into everything there is to know about it. The line carries the anchor of deep links. */
import './operation.css'
import { useState } from 'react'
import type { Operation } from './api-document.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { commandOf } from './curl.ts'
import type { JsonObject } from './json.ts'
import { About, AnswerExamples, AnswerShapes, Body, Failures, Parameters } from './operation-parts.tsx'
import { words } from './words.ts'

/** `{name}` stands out, and the path breaks before a slash when it must. */
function Path({ path }: { readonly path: string }) {
  return path.split(/(?=\/)|(\{\w+\})/).map((part, index) =>
    part === undefined ? null : part.startsWith('{') ? (
      <span key={index} className="path-name">
        {part}
      </span>
    ) : (
      <span key={index}>
        <wbr />
        {part}
      </span>
    ),
  )
}

export function Method({ method }: { readonly method: string }) {
  return (
    <span className="method" data-reads={method === 'GET' || undefined}>
      {method}
    </span>
  )
}

type CardProps = {
  readonly operation: Operation
  readonly root: JsonObject
  readonly open: boolean
  readonly onToggle: (id: string) => void
}

export function OperationCard({ operation, root, open, onToggle }: CardProps) {
  const { id, method, path, summary } = operation
  return (
    <article className="operation" id={id} data-open={open || undefined}>
      <h3>
        <button type="button" className="operation-line" aria-expanded={open} aria-controls={`${id}-more`} onClick={() => onToggle(id)}>
          <Method method={method} />
          <span className="operation-names">
            <code className="operation-path">
              <Path path={path} />
            </code>
            <span className="operation-summary">{summary}</span>
          </span>
        </button>
      </h3>
      <div id={`${id}-more`} hidden={!open}>
        {open && <OperationDetail operation={operation} root={root} />}
      </div>
    </article>
  )
}

function OperationDetail({ operation, root }: { readonly operation: Operation; readonly root: JsonObject }) {
  const { id, body } = operation
  const [type, setType] = useState<string | null>(null)
  const chosen = body?.contents.find((content) => content.type === type) ?? body?.contents[0] ?? null
  return (
    <div className="operation-more">
      <div className="operation-told">
        <About operation={operation} />
        <Parameters operation={operation} root={root} />
        {body && chosen && <Body body={body} chosen={chosen} onChoose={setType} root={root} />}
        <AnswerShapes operation={operation} root={root} />
      </div>
      <div className="operation-shown">
        <CodeBlock caption={words.tryIt} text={commandOf(operation, chosen, window.location.origin)} copyLabel={words.copyCommand(id)} />
        <AnswerExamples answers={operation.answers} />
        <Failures failures={operation.failures} />
        <p className="operation-id">
          <a href={`#${id}`}>#{id}</a>
        </p>
      </div>
    </div>
  )
}
