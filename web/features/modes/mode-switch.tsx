/** The ways to other modes, as the manifest names them. Who goes leaves this room; who opened it may take everyone along. */
import { useState } from 'react'
import { Link } from '../../app/router.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import { newAttempt } from '../session/http.ts'
import { useModeRoom } from './mode-room.ts'
import { hrefOfMode, titleOfMode } from './mode-title.ts'
import type { Mode } from './modes-api.ts'
import { leadOn } from './modes-api.ts'
import { words } from './words.ts'

/** Where one can go by oneself: what needs a consent or a match begins elsewhere. */
const isWay = ({ room, routes }: Mode, from: Mode): boolean =>
  room.entry !== 'consent' && hrefOfMode({ routes } as Mode) !== hrefOfMode(from)

export function ModeSwitch() {
  const { mode, modes, view, user } = useModeRoom()
  const [asked, setAsked] = useState<Mode | null>(null)
  const ways = mode.transitions.flatMap((id) => modes.filter((each) => each.mode_id === id && isWay(each, mode)))
  const owns = mode.room.entry === 'open' && view.session?.owner === user.id && view.memberCount > 1
  return (
    <>
      <nav className="mode-switch" aria-label={words.switchTo}>
        {ways.map((way) => (
          <Link key={way.mode_id} href={hrefOfMode(way)}>
            {titleOfMode(way)}
          </Link>
        ))}
        {owns &&
          ways
            .filter(({ room }) => room.entry === 'open' && room.audiences.includes('public'))
            .map((way) => (
              <button key={way.mode_id} type="button" className="button button-quiet" onClick={() => setAsked(way)}>
                {words.takeAlong(titleOfMode(way))}
              </button>
            ))}
      </nav>
      {asked !== null && <TakeAlong to={asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function TakeAlong({ to, onClose }: { readonly to: Mode; readonly onClose: () => void }) {
  const { account, view } = useModeRoom()
  const [attempt] = useState(newAttempt)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  /** Where it leads is told by the room itself, to this page as to all others. */
  const lead = async (): Promise<void> => {
    if (view.session === null) return onClose()
    const answer = await leadOn(account, view.session.id, to.mode_id, attempt)
    if (answer.ok) onClose()
    else setFailure(answer.failure)
  }
  return (
    <Confirm title={words.takeAlongTitle(titleOfMode(to))} act={titleOfMode(to)} cancel={words.cancel} onAct={lead} onClose={onClose}>
      <p>{words.takeAlongDetail}</p>
      <FailureAlert failure={failure} />
    </Confirm>
  )
}
