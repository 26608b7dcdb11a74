/** A message of the reader's on its way: there at once, and honest about not being there yet. */
import type { Outgoing } from '../../lib/room/chat-log.ts'
import { useNow } from '../../lib/use-now.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { words } from './words.ts'
import { failureOf } from './writing-rules.ts'

export function OutgoingRow({ outgoing: { clientId, text, state } }: { readonly outgoing: Outgoing }) {
  const { view } = useModeRoom()
  const isLive = view.connection.at === 'live'
  return (
    <li className="chat-message chat-outgoing" data-own="" data-state={state.at} tabIndex={-1}>
      <p className="chat-text">{text}</p>
      {state.at === 'failed' ? (
        <Failed clientId={clientId} state={state} />
      ) : (
        <p className="chat-state quiet">{isLive ? words.sending : words.waiting}</p>
      )}
    </li>
  )
}

type FailedProps = { readonly clientId: string; readonly state: Extract<Outgoing['state'], { at: 'failed' }> }

function Failed({ clientId, state }: FailedProps) {
  const { link } = useModeRoom()
  const now = useNow()
  const isEarly = now < state.retryAt
  return (
    <p className="chat-state chat-failed" role="alert">
      <span>{failureOf(state, now)}</span>
      <button type="button" aria-disabled={isEarly} onClick={() => !isEarly && link?.rewrite(clientId)}>
        {words.retry}
      </button>
      <button type="button" onClick={() => link?.discard(clientId)}>
        {words.discard}
      </button>
    </p>
  )
}
