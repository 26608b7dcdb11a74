/** Where the account is open: ending one sign-in, or all others. */
import { useState } from 'react'
import type { AuthSession } from '../../../contract/identity.ts'
import { Button } from '../../ui/button.tsx'
import { minuteOf } from '../../ui/format.ts'
import { More, Row, Rows } from '../../ui/rows.tsx'
import { Section } from '../../ui/section.tsx'
import { Tag } from '../../ui/tag.tsx'
import { endOtherSignIns, endSignIn, listSignIns } from './account-api.ts'
import { AnswerView, FailureAlert } from './answer-view.tsx'
import { deviceName } from './device-name.ts'
import type { ApiFailure } from './http.ts'
import { usePages } from './use-answer.ts'
import { methodWords, words } from './words.ts'

export function SignInSection() {
  const pages = usePages(listSignIns)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const [said, setSaid] = useState('')
  const act = async (what: Promise<ApiFailure | null>, done: string, keep: (each: AuthSession) => boolean): Promise<void> => {
    const outcome = await what
    setFailure(outcome)
    setSaid(outcome === null ? done : '')
    if (outcome === null) pages.change((items) => items.filter(keep))
  }
  const others = pages.state.status === 'ready' && pages.state.value.some(({ current }) => !current)
  return (
    <Section
      title={words.sessions}
      lead={words.sessionsLead}
      action={
        others && (
          <Button onClick={() => void act(endOtherSignIns(), words.othersEnded, ({ current }) => current)}>{words.endOthers}</Button>
        )
      }
    >
      <FailureAlert failure={failure} />
      <output className="small">{said}</output>
      <AnswerView state={pages.state} reload={pages.reload}>
        {(items) => (
          <Rows label={words.sessions}>
            {items.map((each) => (
              <SignInRow
                key={each.id}
                signIn={each}
                onEnd={() => void act(endSignIn(each.id), words.sessionEnded, ({ id }) => id !== each.id)}
              />
            ))}
          </Rows>
        )}
      </AnswerView>
      <FailureAlert failure={pages.trouble} />
      <More more={pages.more} loading={pages.loadingMore}>
        {words.moreOf}
      </More>
    </Section>
  )
}

function SignInRow({ signIn, onEnd }: { readonly signIn: AuthSession; readonly onEnd: () => void }) {
  const name = deviceName(signIn.user_agent) ?? words.unknownDevice
  const since = words.sessionStarted(minuteOf(signIn.created_at))
  return (
    <Row
      title={name}
      tags={signIn.current && <Tag tone="good">{words.thisSession}</Tag>}
      actions={
        signIn.current ? undefined : (
          <Button onClick={onEnd} aria-label={words.endSessionLabel(name, since)}>
            {words.endSession}
          </Button>
        )
      }
    >
      <p className="quiet">
        {since}, {words.sessionSeen(minuteOf(signIn.refreshed_at))}, {words.sessionBy(methodWords[signIn.method])}
      </p>
    </Row>
  )
}
