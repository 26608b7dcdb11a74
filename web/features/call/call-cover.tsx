/** What stands on the picture while the two do not simply see each other: what it waits for, what is in the way and what one can do, why it is over. */
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import type { CallAct } from './call.ts'
import type { Sentence } from './call-sentences.ts'
import { lineOf, sentenceOfEnd } from './call-sentences.ts'
import type { Shown } from './call-shown.ts'
import { troubles, words } from './words.ts'

type CallCoverProps = { readonly shown: Shown; readonly name: string; readonly act: (act: CallAct) => void }

export function CallCover({ shown, name, act }: CallCoverProps) {
  if (shown.at === 'live') return null
  if (shown.at === 'ended') return <Board {...sentenceOfEnd(shown.why)} />
  if (shown.at === 'failed')
    return (
      <Board title={words.failed} detail={words.failedDetail}>
        <Button kind="primary" onClick={() => act({ type: 'try_again' })}>
          {words.tryAgain}
        </Button>
      </Board>
    )
  if (shown.at === 'no_devices')
    return (
      <Board {...troubles[shown.why]}>
        <Button kind="primary" onClick={() => act({ type: 'try_devices' })}>
          {words.tryAgain}
        </Button>
        <Button onClick={() => act({ type: 'go_without' })}>{words.withoutDevices}</Button>
      </Board>
    )
  return (
    <div className="call-cover" aria-hidden="true">
      <p className="call-line">
        <span className="call-spinner" />
        {lineOf(shown, name)}
      </p>
    </div>
  )
}

type BoardProps = Sentence & { readonly children?: ReactNode }

function Board({ title, detail, children }: BoardProps) {
  return (
    <div className="call-cover call-cover-full">
      <div className="call-board">
        <h2>{title}</h2>
        {detail !== '' && <p>{detail}</p>}
        {children !== undefined && <div className="buttons">{children}</div>}
      </div>
    </div>
  )
}
