/** `/admin/apps/:id/providers`: what accounts an app's people may sign in with. Which question is open is one state. */
import { useCallback, useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { Provider } from '../../../contract/oauth.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { Button } from '../../ui/button.tsx'
import { Empty, Rows } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { AnswerView } from '../session/answer-view.tsx'
import { useAnswer } from '../session/use-answer.ts'
import { ProviderForm } from './provider-form.tsx'
import { ProviderRow } from './provider-row.tsx'
import { listProviders } from './providers-api.ts'
import { RemoveProvider } from './remove-provider.tsx'
import { words } from './words.ts'

type Question = { readonly ask: 'nothing' | 'new' } | { readonly ask: 'edit' | 'remove'; readonly provider: Provider }
const nothing: Question = { ask: 'nothing' }

export function ProvidersPage({ app }: { readonly app: App }) {
  const load = useCallback((signal: AbortSignal) => listProviders(app.id, signal), [app.id])
  const { state, reload } = useAnswer(load)
  const [question, setQuestion] = useState<Question>(nothing)
  const [said, setSaid] = useState('')
  const list = state.status === 'ready' ? state.value.data : []
  const done = (sentence: string): void => {
    setSaid(sentence)
    setQuestion(nothing)
    reload()
  }
  const add = (
    <Button kind="primary" onClick={() => setQuestion({ ask: 'new' })}>
      {words.add}
    </Button>
  )
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        {list.length > 0 && add}
      </PageHead>
      <output className="small">{said}</output>
      <AnswerView state={state} reload={reload}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty title={words.none}>
              <p className="quiet">{words.noneLead}</p>
              {add}
            </Empty>
          ) : (
            <Providers list={data} onAsk={setQuestion} />
          )
        }
      </AnswerView>
      <Asked app={app} question={question} list={list} onDone={done} onClose={() => setQuestion(nothing)} />
    </>
  )
}

function Providers({ list, onAsk }: { readonly list: readonly Provider[]; readonly onAsk: (question: Question) => void }) {
  return (
    <Rows label={words.title}>
      {list.map((provider) => (
        <ProviderRow
          key={provider.provider}
          of={provider}
          onEdit={() => onAsk({ ask: 'edit', provider })}
          onRemove={() => onAsk({ ask: 'remove', provider })}
        />
      ))}
    </Rows>
  )
}

type AskedProps = {
  readonly app: App
  readonly question: Question
  readonly list: readonly Provider[]
  /** What was done, in a sentence. */
  readonly onDone: (sentence: string) => void
  readonly onClose: () => void
}

function Asked({ app, question, list, onDone, onClose }: AskedProps) {
  const saved = ({ provider }: Provider): void => onDone(words.saved(provider))
  switch (question.ask) {
    case 'nothing':
      return null
    case 'new':
      return <ProviderForm app={app.id} of={null} others={list.map(({ provider }) => provider)} onSaved={saved} onClose={onClose} />
    case 'edit':
      return <ProviderForm app={app.id} of={question.provider} others={[]} onSaved={saved} onClose={onClose} />
    case 'remove':
      return (
        <RemoveProvider
          app={app.id}
          name={question.provider.provider}
          onRemoved={() => onDone(words.removed(question.provider.provider))}
          onClose={onClose}
        />
      )
    default:
      return assertNever(question)
  }
}
