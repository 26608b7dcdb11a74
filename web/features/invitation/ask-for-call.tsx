/** On a person's card: asks them for a private call, where the mode of the page has them. */
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/button.tsx'
import type { UserId } from '../../../contract/ids.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import { openWith } from './invitation-state.ts'
import type { InvitationDesk } from './invitations.ts'
import { callModeOf, useDesk, useDeskView } from './use-desk.ts'
import { codes, words } from './words.ts'

type AskForCallProps = { readonly person: UserId; readonly onAsked: () => void }

export function AskForCall(props: AskForCallProps) {
  const desk = useDesk()
  const room = useModeRoom()
  const { main, side, overlay, bar } = room.mode.ui_composition
  const isHere = [main, side, overlay, bar].some((parts) => parts.includes('invitation')) && callModeOf(room) !== null
  return desk === null || !isHere ? null : <Ask desk={desk} {...props} />
}

function Ask({ desk, person, onAsked }: AskForCallProps & { readonly desk: InvitationDesk }) {
  const { state, failure, isBusy } = useDeskView(desk)
  const { nameOf } = useModeRoom()
  const now = useNow()
  const open = openWith(state, person, now)
  if (open?.state === 'granted')
    return (
      <>
        <p>{words.standing(nameOf(person))}</p>
        <div className="buttons">
          <Button kind="primary" onClick={() => void desk.enter(open.id)}>
            {words.enter}
          </Button>
        </div>
      </>
    )
  if (open !== null) return <p className="small">{open.from === person ? words.incoming(nameOf(person)) : words.waiting(nameOf(person))}</p>
  const ask = async (): Promise<void> => {
    if (await desk.request(person)) onAsked()
  }
  return (
    <>
      <FailureAlert failure={failure} own={codes} />
      <div className="buttons">
        <Button kind="primary" onClick={() => void ask()} aria-disabled={isBusy}>
          {isBusy ? words.asking : words.ask}
        </Button>
      </div>
      <p className="quiet small">{words.askLead}</p>
    </>
  )
}
