/**
 * The page of a mode, composed as its manifest says: a layout, its regions, in each the parts that are named and nothing else. Knows no mode.
 */
import './mode-page.css'
import { Suspense, useEffect } from 'react'
import type { User } from '../../../contract/identity.ts'
import type { UiPart } from '../../../contract/manifest.ts'
import { titleOf } from '../../app/words.ts'
import { ErrorBoundary } from '../../ui/error-boundary.tsx'
import { ConnectionLine } from './connection-line.tsx'
import { modeParts, partsNow } from './mode-parts.tsx'
import { useModeRoom } from './mode-room.ts'
import { ModeRoomProvider } from './mode-room-provider.tsx'
import { titleOfMode } from './mode-title.ts'
import type { Mode } from './modes-api.ts'
import { RoomHead } from './room-head.tsx'
import { partNames } from './words.ts'

function Part({ part }: { readonly part: UiPart }) {
  const Shown = modeParts[part]
  return (
    <ErrorBoundary what={partNames[part]}>
      <Suspense fallback={null}>
        <Shown />
      </Suspense>
    </ErrorBoundary>
  )
}

function Region({ name, parts }: { readonly name: 'main' | 'side' | 'overlay' | 'bar'; readonly parts: readonly UiPart[] }) {
  const { mode, link } = useModeRoom()
  const shown = partsNow(parts, mode.room.entry === 'match' && link === null)
  if (shown.length === 0) return null
  return (
    <div className={`mode-${name}`}>
      {shown.map((part) => (
        <Part key={part} part={part} />
      ))}
    </div>
  )
}

type ModePageProps = { readonly mode: Mode; readonly modes: readonly Mode[]; readonly user: User }

export function ModePage({ mode, modes, user }: ModePageProps) {
  const { layout, main, side, overlay, bar } = mode.ui_composition
  const title = titleOfMode(mode)
  useEffect(() => {
    document.title = titleOf(title)
  }, [title])
  return (
    <ModeRoomProvider key={mode.mode_id} mode={mode} modes={modes} user={user}>
      <div className={`mode mode-${layout}`} data-mode={mode.mode_id}>
        <RoomHead>
          <Region name="bar" parts={bar} />
        </RoomHead>
        <ConnectionLine />
        <Region name="main" parts={main} />
        <Region name="overlay" parts={overlay} />
        <Region name="side" parts={side} />
      </div>
    </ModeRoomProvider>
  )
}
