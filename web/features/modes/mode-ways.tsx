/** The ways from the first page to where people meet, as its mode's manifest names them. Asked without knowing who is there. */
import { useCallback } from 'react'
import { Link } from '../../app/router.tsx'
import { send } from '../session/http.ts'
import { useAnswer } from '../session/use-answer.ts'
import { hrefOfMode, titleOfMode } from './mode-title.ts'
import { readModes } from './modes-api.ts'

export function ModeWays({ appKey }: { readonly appKey: string }) {
  const load = useCallback(
    (signal: AbortSignal) => send({ path: '/v1/modes?limit=200', read: readModes, signal, revalidate: true }, { appKey }),
    [appKey],
  )
  const { state } = useAnswer(load)
  // Without them the page is as good.
  if (state.status !== 'ready') return null
  const start = state.value.find(({ routes }) => routes.includes('/'))
  const ways = state.value.filter(({ mode_id, room }) => start?.transitions.includes(mode_id) === true && room.entry !== 'consent')
  return ways.map((way) => (
    <Link key={way.mode_id} className="button button-primary" href={hrefOfMode(way)}>
      {titleOfMode(way)}
    </Link>
  ))
}
