/** The line above the room that says how the connection is, when it is not as it should be. A screen reader hears it once, not by the second. */
import { useNow } from '../../lib/use-now.ts'
import { Button } from '../../ui/button.tsx'
import { sayingOf } from './connection-view.ts'
import { useModeRoom } from './mode-room.ts'
import { words } from './words.ts'

export function ConnectionLine() {
  const { link, view, mode } = useModeRoom()
  const now = useNow()
  const saying = sayingOf(view.connection, now)
  const spoken = sayingOf(view.connection, view.connection.at === 'away' ? (view.connection.retryAt ?? now) - 1_000 : now)
  // Nobody comes in before they are matched.
  if (link === null && mode.room.entry === 'match') return null
  return (
    <>
      <output className="unseen">{link === null ? '' : (spoken?.text ?? '')}</output>
      {saying !== null && (
        <p className="connection-line" data-connection={view.connection.at}>
          <span aria-hidden="true">{saying.text}</span>
          {saying.canHurry && (
            <Button onClick={link?.hurry} className="button button-quiet">
              {words.now}
            </Button>
          )}
        </p>
      )}
    </>
  )
}
