/** An invitation to be answered: who asks, what is shared, for how long it can be answered. To leave it is no answer. */
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import { codes, words } from './words.ts'

type IncomingDialogProps = {
  readonly name: string
  readonly seconds: number
  readonly failure: ApiFailure | null
  readonly isBusy: boolean
  readonly onAnswer: (act: 'grant' | 'deny') => void
  readonly onAside: () => void
}

export function IncomingDialog({ name, seconds, failure, isBusy, onAnswer, onAside }: IncomingDialogProps) {
  return (
    <Dialog title={words.incoming(name)} onClose={onAside}>
      <div className="invitation-terms">
        <p>{words.share}</p>
        <p>{words.nobodyElse}</p>
        <p>{words.takeBackLead}</p>
      </div>
      <FailureAlert failure={failure} own={codes} />
      <div className="buttons">
        <Button onClick={() => onAnswer('deny')} aria-disabled={isBusy}>
          {words.decline}
        </Button>
        <Button kind="primary" onClick={() => onAnswer('grant')} aria-disabled={isBusy}>
          {words.accept}
        </Button>
        <Button onClick={onAside}>{words.later}</Button>
        <span className="invitation-left" role="timer" aria-live="off">
          {words.left(seconds)}
        </span>
      </div>
    </Dialog>
  )
}
