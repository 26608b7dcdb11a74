/** One entry: a sentence and a time; opened, everything that is hashed. */
import type { ReactNode } from 'react'
import type { ListedAuditEntry } from '../../../contract/audit-entry.ts'
import { Button } from '../../ui/button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Unfold } from '../../ui/unfold.tsx'
import { actionText, actorWords, outcomeWords, words } from './words.ts'

type EntryProps = {
  readonly entry: ListedAuditEntry
  readonly nameOf: (id: string) => string | null
  readonly onOnly: (name: 'actor_id' | 'object_id' | 'incident', value: string) => void
}

export function AuditEntry({ entry, nameOf, onOnly }: EntryProps) {
  return (
    <Unfold
      at={entry.at}
      title={
        <>
          <strong>{actorName(entry, nameOf)}</strong> {actionText(entry.action)}
          {aboutOf(entry, nameOf)}
        </>
      }
      tags={
        <>
          {!entry.intact && <Tag tone="error">{words.altered}</Tag>}
          <Outcome outcome={entry.outcome} />
        </>
      }
    >
      {() => <Details entry={entry} onOnly={onOnly} />}
    </Unfold>
  )
}

/** What was done is the rule, and needs no mark. */
function Outcome({ outcome }: { readonly outcome: string }) {
  if (outcome === 'denied') return <Tag tone="warn">{outcomeWords.denied}</Tag>
  if (outcome === 'decided') return <Tag>{outcomeWords.decided}</Tag>
  return null
}

/** Enough of an id to tell two apart. */
const shortId = (id: string): string => (id.length > 16 ? `…${id.slice(-8)}` : id)

function actorName({ actor }: ListedAuditEntry, nameOf: EntryProps['nameOf']): string {
  if (actor.kind === 'system') return words.system
  if (actor.id === null) return words.someone
  return nameOf(actor.id) ?? `${actorWords[actor.kind]} ${shortId(actor.id)}`
}

/** What it is about, as the entry says it or as it is called now, and what became of it. */
function aboutOf({ object, actor, data }: ListedAuditEntry, nameOf: EntryProps['nameOf']): ReactNode {
  const textOf = (name: string): string | null => (typeof data[name] === 'string' ? data[name] : null)
  const name = textOf('name') ?? textOf('email') ?? (object && object.id !== actor.id ? nameOf(object.id) : null)
  const parts = [name, textOf('role'), textOf('operation'), textOf('provider')].filter((part) => part !== null)
  return parts.length > 0 && <span>: {parts.join(', ')}</span>
}

function Details({ entry, onOnly }: Omit<EntryProps, 'nameOf'>) {
  const { actor, object, incident } = entry
  return (
    <>
      {!entry.intact && <p className="field-error">{words.alteredLead}</p>}
      <Facts>
        <Fact name={words.entry}>
          {entry.seq}, <code>{entry.action}</code>
        </Fact>
        <Fact name={words.by}>
          {actorWords[actor.kind]} {actor.id !== null && <Only id={actor.id} onOnly={() => onOnly('actor_id', actor.id ?? '')} />}
        </Fact>
        {object && (
          <Fact name={words.about}>
            {object.kind} <Only id={object.id} onOnly={() => onOnly('object_id', object.id)} />
          </Fact>
        )}
        {entry.reason !== null && <Fact name={words.reason}>{entry.reason}</Fact>}
        {incident !== null && (
          <Fact name={words.incident}>
            <Only id={incident} onOnly={() => onOnly('incident', incident)} />
          </Fact>
        )}
        {entry.request_id !== null && (
          <Fact name={words.request}>
            <code>{entry.request_id}</code>
          </Fact>
        )}
        {Object.keys(entry.data).length > 0 && (
          <Fact name={words.data}>
            <pre>{JSON.stringify(entry.data, null, 2)}</pre>
          </Fact>
        )}
        <Fact name={words.hash}>
          <code>{entry.hash}</code>
        </Fact>
        <Fact name={words.prevHash}>
          <code>{entry.prev_hash}</code>
        </Fact>
      </Facts>
    </>
  )
}

/** An id, and the list narrowed to it. */
function Only({ id, onOnly }: { readonly id: string; readonly onOnly: () => void }) {
  return (
    <>
      <code>{id}</code> <Button onClick={onOnly}>{words.onlyThis}</Button>
    </>
  )
}
