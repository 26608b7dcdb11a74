/** A call as one sees it: the other's picture, what stands on it, the bar. What it does and when is the machine's. */
import './call.css'
import { useEffect, useRef } from 'react'
import { useFullScreen } from '../channel/use-screen.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { CallBar } from './call-bar.tsx'
import { CallCover } from './call-cover.tsx'
import { CallHead } from './call-head.tsx'
import { shownOf } from './call-shown.ts'
import { RemotePicture } from './remote-picture.tsx'
import type { SharedCall } from './use-call.ts'
import { useCall, useCallView } from './use-call.ts'
import { announcementOf } from './call-sentences.ts'
import { words } from './words.ts'

export function CallPart() {
  const used = useCall()
  if (used !== null) return <CallFrame used={used} />
  return (
    <section className="call" aria-label={words.nobodyYet} data-at="entering">
      <p className="call-line">{words.entering}</p>
    </section>
  )
}

function CallFrame({ used: { call, frame } }: { readonly used: SharedCall }) {
  const view = useCallView(call)
  const { nameOf } = useModeRoom()
  const section = useRef<HTMLElement>(null)
  const video = useRef<HTMLVideoElement>(null)
  const screen = useFullScreen(section, video)
  useEffect(() => {
    frame.put(section.current)
    return () => frame.put(null)
  }, [frame])
  const shown = shownOf(view.state)
  const other = view.other === null ? null : { id: view.other.user_id, name: nameOf(view.other.user_id) }
  const name = other?.name ?? words.somebody
  const isOver = shown.at === 'ended'
  return (
    <section className="call" aria-label={other === null ? words.nobodyYet : words.name(other.name)} ref={section} data-at={shown.at}>
      <RemotePicture video={video} view={view} other={other} isShown={shown.at === 'live' || shown.at === 'reconnecting'} />
      {!isOver && other !== null && <CallHead name={other.name} view={view} />}
      <CallCover shown={shown} name={name} act={call.act} />
      {!isOver && <CallBar call={call} view={view} screen={screen} />}
      <output className="unseen">{announcementOf(shown, name)}</output>
    </section>
  )
}
