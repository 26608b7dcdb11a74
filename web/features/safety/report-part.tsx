/** The button of a page that begins a report: of somebody who is here or who wrote here. */
import { useState } from 'react'
import type { UserId } from '../../../contract/ids.ts'
import { Button } from '../../ui/button.tsx'
import { useModeRoom } from '../modes/mode-room.ts'
import type { ModeRoom } from '../modes/mode-room.ts'
import { ReportDialog } from './report-dialog.tsx'
import { words } from './words.ts'

/** More do not help anybody to choose. */
const offered = 100

/** Who wrote last comes first. */
function peopleOf({ view, user, nameOf }: ModeRoom) {
  const wrote = view.chat.messages.map(({ from }) => from).toReversed()
  const ids: readonly UserId[] = [...new Set([...wrote, ...view.members.map(({ user_id }) => user_id)])]
  return ids
    .filter((id) => id !== user.id)
    .slice(0, offered)
    .map((id) => ({ id, name: nameOf(id) }))
}

export function ReportPart() {
  const room = useModeRoom()
  const [isOpen, setOpen] = useState(false)
  const people = isOpen ? peopleOf(room) : []
  return (
    <>
      <Button onClick={() => setOpen(true)}>{words.report}</Button>
      {isOpen && (
        <ReportDialog account={room.account} people={people} session={room.view.session?.id ?? null} onClose={() => setOpen(false)} />
      )}
    </>
  )
}
