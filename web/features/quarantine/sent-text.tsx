/** What was sent, with each finding at its place. */
import { Fragment } from 'react'
import type { QuarantinedEvent } from '../../../contract/events.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import type { Line } from './laid-out.ts'
import { laidOut, lineOf } from './laid-out.ts'
import { issueWords } from '../session/words.ts'
import { words } from './words.ts'

type Finding = QuarantinedEvent['errors'][number]

export function SentText({ row }: { readonly row: QuarantinedEvent }) {
  const lines = row.truncated ? null : laidOut(row.raw)
  if (lines !== null) return <MarkedText lines={lines} row={row} />
  return (
    <>
      {row.truncated ? <p className="small quiet">{words.truncated}</p> : <p className="small quiet">{words.notJson}</p>}
      <CodeBlock caption={words.sent} text={row.raw} copyLabel={words.copySent} />
    </>
  )
}

/** The findings of each line, by its number. */
function byLine(lines: readonly Line[], findings: readonly Finding[]): ReadonlyMap<number, readonly Finding[]> {
  return Map.groupBy(findings, ({ path }) => lineOf(lines, path))
}

function MarkedText({ lines, row }: { readonly lines: readonly Line[]; readonly row: QuarantinedEvent }) {
  const found = byLine(lines, row.errors)
  return (
    <figure className="code-block">
      <figcaption>
        <span>{words.sentLaidOut}</span>
        <CopyButton text={row.raw} label={words.copySent} />
      </figcaption>
      <pre>
        <code>
          {lines.map(({ text }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- a line is its place in a text that never changes
            <Fragment key={index}>
              <MarkedLine text={text} findings={found.get(index)} />
              {'\n'}
            </Fragment>
          ))}
        </code>
      </pre>
    </figure>
  )
}

function MarkedLine({ text, findings }: { readonly text: string; readonly findings: readonly Finding[] | undefined }) {
  if (findings === undefined) return text
  const indent = ' '.repeat(text.length - text.trimStart().length)
  return (
    <>
      {indent}
      <mark className="quarantine-mark">{text.trimStart()}</mark>
      {findings.map((finding) => (
        <span key={`${finding.path} ${finding.code} ${finding.message}`} className="quarantine-note">
          {`\n${indent}↑ ${words.foundIn(finding.path === '' ? words.whole : finding.path, `${issueWords(finding)} (${finding.message})`)}`}
        </span>
      ))}
    </>
  )
}
