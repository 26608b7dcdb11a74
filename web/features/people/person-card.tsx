/** What is known of a person in the room, and what one may do: whatever a mode adds, reporting and blocking always. */
import './person-card.css'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { MessageId, UserId } from '../../../contract/ids.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { minuteOf } from '../../ui/format.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { ReportDialog } from '../safety/report-dialog.tsx'
import type { Blocks } from '../safety/use-blocks.ts'
import { words as safetyWords } from '../safety/words.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import { Avatar } from './avatar.tsx'
import { statusWords, words } from './words.ts'

type PersonCardProps = {
  readonly person: UserId
  /** What they said, if it is about that. */
  readonly message?: MessageId | undefined
  readonly blocks: Blocks
  readonly onClose: () => void
  /** What else one may do with this person here. */
  readonly children?: ReactNode
}

export function PersonCard({ person, message, blocks, onClose, children }: PersonCardProps) {
  const { account, view, user, nameOf } = useModeRoom()
  const [isReporting, setReporting] = useState(false)
  const name = nameOf(person)
  const isBlocked = blocks.blocked.has(person)
  if (isReporting)
    return (
      <ReportDialog
        account={account}
        people={[{ id: person, name }]}
        session={view.session?.id ?? null}
        {...(message !== undefined && { message })}
        onClose={onClose}
      />
    )
  return (
    <Dialog title={name} onClose={onClose}>
      <About person={person} name={name} />
      {person === user.id && <p className="quiet small">{words.itIsYou}</p>}
      {isBlocked ? <Banner tone="warn" title={safetyWords.blockedNow(name)} /> : person !== user.id && children}
      <div className="buttons">
        {person !== user.id && (
          <>
            <BlockButton person={person} blocks={blocks} />
            <Button onClick={() => setReporting(true)}>{message === undefined ? safetyWords.report : safetyWords.reportMessage}</Button>
          </>
        )}
        <Button onClick={onClose}>{words.close}</Button>
      </div>
      {person !== user.id && !isBlocked && <p className="quiet small">{safetyWords.blockLead}</p>}
    </Dialog>
  )
}

function About({ person, name }: { readonly person: UserId; readonly name: string }) {
  const { members, part } = useModeRoom().view
  const member = [...members, ...(part?.members ?? [])].find(({ user_id }) => user_id === person)
  return (
    <div className="person-about">
      <Avatar id={person} name={name} {...(member && { status: member.status })} />
      <p className="small">
        {member === undefined ? words.notHere : `${statusWords[member.status]}, ${words.hereSince(minuteOf(member.since))}`}
      </p>
    </div>
  )
}

function BlockButton({ person, blocks }: { readonly person: UserId; readonly blocks: Blocks }) {
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const isBlocked = blocks.blocked.has(person)
  const change = async (): Promise<void> => {
    if (isBusy) return
    setBusy(true)
    setFailure(await blocks.change(person, !isBlocked))
    setBusy(false)
  }
  return (
    <>
      <FailureAlert failure={failure} />
      <Button onClick={() => void change()} aria-disabled={isBusy} kind={isBlocked ? 'quiet' : 'danger'}>
        {isBusy ? safetyWords.blocking : isBlocked ? safetyWords.unblock : safetyWords.block}
      </Button>
    </>
  )
}
