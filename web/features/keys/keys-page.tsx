/** `/admin/apps/:id/keys`: the app's keys, and what may be done with them. Which question is open is one state. */
import './keys.css'
import { useCallback, useState } from 'react'
import type { App, Key, KeyWithSecret } from '../../../contract/apps.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Rows } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { PagesView } from '../session/pages-view.tsx'
import { usePages } from '../session/use-answer.ts'
import { KeyRow } from './key-row.tsx'
import { listKeys } from './keys-api.ts'
import { NewKey } from './new-key.tsx'
import { RevokeKey } from './revoke-key.tsx'
import { RotateKey } from './rotate-key.tsx'
import { SecretOnce } from './secret-once.tsx'
import { words } from './words.ts'

type Question =
  | { readonly ask: 'nothing' | 'new' }
  | { readonly ask: 'rotate' | 'revoke'; readonly key: Key }
  | { readonly ask: 'keep'; readonly made: KeyWithSecret; readonly rotated: boolean }

const nothing: Question = { ask: 'nothing' }

/** A key that was made or changed, in its place; latest first. */
const withKey = (keys: readonly Key[], changed: Key): readonly Key[] =>
  keys.some(({ id }) => id === changed.id) ? keys.map((key) => (key.id === changed.id ? changed : key)) : [changed, ...keys]

/** What is kept in the list has no secret. */
const withoutSecret = ({ id, name, key, scopes, created_at, rotated_at, previous_expires_at, revoked_at }: KeyWithSecret): Key => ({
  id,
  name,
  key,
  scopes,
  created_at,
  rotated_at,
  previous_expires_at,
  revoked_at,
})

export function KeysPage({ app }: { readonly app: App }) {
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => listKeys(app.id, cursor, signal), [app.id])
  const pages = usePages(load)
  const [question, setQuestion] = useState<Question>(nothing)
  const [said, setSaid] = useState('')
  const close = (): void => setQuestion(nothing)
  const keep = (made: KeyWithSecret, rotated: boolean): void => {
    pages.change((keys) => withKey(keys, withoutSecret(made)))
    setSaid('')
    setQuestion({ ask: 'keep', made, rotated })
  }
  const revoked = (key: Key): void => {
    pages.change((keys) => withKey(keys, key))
    setSaid(words.revoked(key.name))
    close()
  }
  const isEmpty = pages.state.status === 'ready' && pages.state.value.length === 0
  const make = (
    <Button kind="primary" onClick={() => setQuestion({ ask: 'new' })}>
      {words.newKey}
    </Button>
  )
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        {!isEmpty && make}
      </PageHead>
      <output className="small">{said}</output>
      <PagesView pages={pages} more={words.more}>
        {(keys) =>
          keys.length === 0 ? (
            <Empty title={words.none}>
              <p className="quiet">{words.noneLead}</p>
              {make}
            </Empty>
          ) : (
            <Rows label={words.title}>
              {keys.map((key) => (
                <KeyRow
                  key={key.id}
                  of={key}
                  onRotate={() => setQuestion({ ask: 'rotate', key })}
                  onRevoke={() => setQuestion({ ask: 'revoke', key })}
                />
              ))}
            </Rows>
          )
        }
      </PagesView>
      <Asked app={app} question={question} onClose={close} onSecret={keep} onRevoked={revoked} />
    </>
  )
}

type AskedProps = {
  readonly app: App
  readonly question: Question
  readonly onClose: () => void
  readonly onSecret: (made: KeyWithSecret, rotated: boolean) => void
  readonly onRevoked: (key: Key) => void
}

function Asked({ app, question, onClose, onSecret, onRevoked }: AskedProps) {
  switch (question.ask) {
    case 'nothing':
      return null
    case 'new':
      return <NewKey app={app.id} onMade={(made) => onSecret(made, false)} onClose={onClose} />
    case 'rotate':
      return <RotateKey app={app.id} of={question.key} onMade={(made) => onSecret(made, true)} onClose={onClose} />
    case 'revoke':
      return <RevokeKey app={app.id} of={question.key} onRevoked={onRevoked} onClose={onClose} />
    case 'keep':
      return <SecretOnce made={question.made} rotated={question.rotated} onKept={onClose} />
    default:
      return assertNever(question)
  }
}
