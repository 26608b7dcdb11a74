/** The room, unless it is over or not for one: then why, and where to go from there. */
import type { ReactNode } from 'react'
import { Link } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useModeRoom } from './mode-room.ts'
import { hrefOfMode, titleOfMode } from './mode-title.ts'
import { endReasons, refusals, words } from './words.ts'

type OverProps = { readonly title: string; readonly detail: string; readonly findAnother: (() => void) | null }

function Over({ title, detail, findAnother }: OverProps) {
  const { mode, modes } = useModeRoom()
  const isOpen = (id: string): boolean => modes.some(({ mode_id, room }) => mode_id === id && room.entry === 'open')
  const next = mode.room.entry === 'open' ? undefined : mode.transitions.find(isOpen)
  const back = modes.find(({ mode_id }) => mode_id === next)
  return (
    <div className="narrow" role="alert">
      <h1>{title}</h1>
      <p>{detail}</p>
      <div className="buttons">
        {findAnother !== null && (
          <Button kind="primary" onClick={findAnother}>
            {words.findAnother}
          </Button>
        )}
        {back !== undefined && (
          <Link className="button button-primary" href={hrefOfMode(back)}>
            {words.backTo(titleOfMode(back))}
          </Link>
        )}
        <Link className="button button-quiet" href="/">
          {words.toStart}
        </Link>
      </div>
    </div>
  )
}

const refusalOf = (code: string): string =>
  Object.hasOwn(refusals, code) ? refusals[code as keyof typeof refusals] : refusals.policy_denied

type RoomOverProps = { readonly findAnother: () => void; readonly children: ReactNode }

export function RoomOver({ findAnother, children }: RoomOverProps) {
  const { mode, view } = useModeRoom()
  const { connection } = view
  const another = mode.room.entry === 'open' ? findAnother : null
  // Where one is matched, the next room follows the last: the queue says what is next.
  const isOver = mode.room.entry !== 'match'
  if (isOver && connection.at === 'ended' && connection.next === null)
    return (
      <Over title={words.ended} detail={connection.why === null ? words.endedLead : endReasons[connection.why]} findAnother={another} />
    )
  if (isOver && connection.at === 'refused')
    return <Over title={words.refused} detail={refusalOf(connection.code)} findAnother={connection.code === 'not_found' ? another : null} />
  return (
    <>
      {children}
      <Warning />
    </>
  )
}

function Warning() {
  const { link, view } = useModeRoom()
  if (view.warning === null || link === null) return null
  return (
    <Dialog title={words.warned} onClose={link.warned}>
      <p>{'note' in view.warning && typeof view.warning.note === 'string' ? view.warning.note : view.warning.reason}</p>
      <div className="buttons">
        <Button kind="primary" onClick={link.warned}>
          {words.understood}
        </Button>
      </div>
    </Dialog>
  )
}
