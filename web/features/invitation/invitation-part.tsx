/** The invitations of the page: one to be answered, one that waits for an answer, what came of it, and the consent that a call stands on. */
import './invitation.css'
import type { ReactNode } from 'react'
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/button.tsx'
import { useModeRoom } from '../modes/mode-room.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import { IncomingDialog } from './incoming-dialog.tsx'
import type { Shown } from './invitation-state.ts'
import { otherOf, shownOf } from './invitation-state.ts'
import type { InvitationDesk } from './invitations.ts'
import { callModeOf, useDesk, useDeskView } from './use-desk.ts'
import { codes, words } from './words.ts'

export function InvitationPart() {
  const desk = useDesk()
  const { mode } = useModeRoom()
  if (desk === null) return null
  return mode.room.entry === 'consent' ? <OfCall desk={desk} /> : <OfRoom desk={desk} />
}

type DeskProps = { readonly desk: InvitationDesk }

/** In a call: what it stands on, and the way to take it back. */
function OfCall({ desk }: DeskProps) {
  const { view, nameOf, user } = useModeRoom()
  const { failure, isBusy } = useDeskView(desk)
  const id = view.session?.consent_id ?? null
  const other = view.members.find(({ user_id }) => user_id !== user.id)
  if (id === null || other === undefined) return null
  return (
    <Note text={words.inCall(nameOf(other.user_id))}>
      <Button kind="danger" onClick={() => void desk.answer(id, 'revoke')} aria-disabled={isBusy}>
        {words.takeBack}
      </Button>
      <FailureAlert failure={failure} own={codes} />
    </Note>
  )
}

function OfRoom({ desk }: DeskProps) {
  const now = useNow()
  const room = useModeRoom()
  const { state, failure, isBusy } = useDeskView(desk)
  if (callModeOf(room) === null) return null
  const shown = shownOf(state, now)
  const nameOf = (consent: NonNullable<Shown['incoming']>): string => room.nameOf(otherOf(state, consent))
  const { incoming, waiting, standing, refused } = shown
  const secondsOf = (until: number): number => Math.max(0, Math.ceil((until - now) / 1_000))
  return (
    <>
      {incoming !== null && !shown.isAside && (
        <IncomingDialog
          name={nameOf(incoming)}
          seconds={secondsOf(incoming.until)}
          failure={failure}
          isBusy={isBusy}
          onAnswer={(act) => void desk.answer(incoming.id, act)}
          onAside={() => desk.aside(incoming.id, true)}
        />
      )}
      <section className="invitations" aria-label={words.part}>
        {incoming !== null && shown.isAside && (
          <Note text={words.incoming(nameOf(incoming))} seconds={secondsOf(incoming.until)}>
            <Button kind="primary" onClick={() => desk.aside(incoming.id, false)}>
              {words.answer}
            </Button>
          </Note>
        )}
        {waiting !== null && (
          <Note text={words.waiting(nameOf(waiting))} seconds={secondsOf(waiting.until)}>
            <Button onClick={() => void desk.answer(waiting.id, 'revoke')} aria-disabled={isBusy}>
              {words.cancel}
            </Button>
          </Note>
        )}
        {standing !== null && (
          <Note text={words.standing(nameOf(standing))}>
            <Button kind="primary" onClick={() => void desk.enter(standing.id)}>
              {words.enter}
            </Button>
            <Button onClick={() => void desk.answer(standing.id, 'revoke')} aria-disabled={isBusy}>
              {words.takeBack}
            </Button>
          </Note>
        )}
        {refused !== null && (
          <Note text={refused.state === 'denied' ? words.denied(nameOf(refused)) : words.noAnswer(nameOf(refused))}>
            <Button onClick={() => desk.aside(refused.id, true)}>{words.understood}</Button>
          </Note>
        )}
        {incoming === null && <FailureAlert failure={failure} own={codes} />}
        <output className="unseen">{announcementOf(shown, nameOf)}</output>
      </section>
    </>
  )
}

/** The seconds are not read aloud as they go by. */
function Note({ text, seconds, children }: { readonly text: string; readonly seconds?: number; readonly children: ReactNode }) {
  return (
    <div className="invitation">
      <p>
        {text}
        {seconds !== undefined && <span className="invitation-left">{words.left(seconds)}</span>}
      </p>
      <div className="buttons">{children}</div>
    </div>
  )
}

/** What a screen reader hears; the dialog speaks for itself. */
function announcementOf({ waiting, standing, refused }: Shown, nameOf: (consent: NonNullable<Shown['incoming']>) => string): string {
  if (standing !== null) return words.standing(nameOf(standing))
  if (waiting !== null) return words.waiting(nameOf(waiting))
  if (refused === null) return ''
  return refused.state === 'denied' ? words.denied(nameOf(refused)) : words.noAnswer(nameOf(refused))
}
