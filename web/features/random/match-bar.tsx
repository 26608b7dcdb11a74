/** What one does about the one who was found: on to the next, out, and what keeps people safe. One press or one key each. */
import { useState } from 'react'
import type { UserId } from '../../../contract/ids.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import type { Call } from '../call/call.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { setBlock } from '../safety/safety-api.ts'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import type { Act } from './random-view.ts'
import { useMatchKeys } from './use-match-keys.ts'
import { words } from './words.ts'

type MatchBarProps = {
  readonly call: Call | null
  readonly partner: UserId | null
  readonly onReport: () => void
  readonly onNext: () => void
  readonly onStop: () => void
}

export function MatchBar({ call, partner, onReport, onNext, onStop }: MatchBarProps) {
  const { nameOf } = useModeRoom()
  const [isBlocking, setBlocking] = useState(false)
  const turn = (kind: 'audio' | 'video'): void => {
    if (call !== null) call.act({ type: 'turn', kind, on: call.view().state.own[kind] !== 'on' })
  }
  const acts: Record<Act, () => void> = {
    next: onNext,
    stop: onStop,
    report: onReport,
    mute: () => turn('audio'),
    camera: () => turn('video'),
  }
  useMatchKeys((act) => acts[act]())
  return (
    <section className="match match-bar" data-match="together" aria-label={words.tools}>
      <div className="buttons">
        <Button kind="primary" onClick={onNext}>
          {words.next}
        </Button>
        <Button onClick={onStop}>{words.stop}</Button>
        <Button onClick={onReport}>{words.report}</Button>
        <Button onClick={() => setBlocking(true)}>{words.block}</Button>
      </div>
      <p className="small quiet match-keys">{words.keys}</p>
      {isBlocking && partner !== null && (
        <BlockDialog partner={partner} name={nameOf(partner)} onBlocked={onNext} onClose={() => setBlocking(false)} />
      )}
    </section>
  )
}

type BlockDialogProps = {
  readonly partner: UserId
  readonly name: string
  readonly onBlocked: () => void
  readonly onClose: () => void
}

function BlockDialog({ partner, name, onBlocked, onClose }: BlockDialogProps) {
  const { account } = useModeRoom()
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const block = async (): Promise<void> => {
    const failed = await setBlock(account, partner, true)
    setFailure(failed)
    if (failed !== null) return
    onClose()
    onBlocked()
  }
  return (
    <Confirm title={words.blockTitle(name)} act={words.block} cancel={words.cancel} onAct={block} onClose={onClose}>
      <p>{words.blockDetail}</p>
      <FailureAlert failure={failure} />
    </Confirm>
  )
}
