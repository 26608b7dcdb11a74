/**
 * A secret, the one time it is shown. It goes when its reader says that it is kept, and by nothing else: Escape only says so. The secret
 * lives in this dialog's props and nowhere else.
 */
import { useState } from 'react'
import type { KeyWithSecret } from '../../../contract/apps.ts'
import { Button } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { minuteOf } from '../../ui/format.ts'
import { words } from './words.ts'

type SecretOnceProps = { readonly made: KeyWithSecret; readonly rotated: boolean; readonly onKept: () => void }

export function SecretOnce({ made, rotated, onKept }: SecretOnceProps) {
  const [warned, setWarned] = useState(false)
  return (
    <Dialog title={words.secretTitle(made.name)} onClose={() => setWarned(true)}>
      <p>{words.secretOnce}</p>
      <CopyLine label={words.publicKey} text={made.key} copy={words.copyPublic} />
      <CopyLine label={words.secret} text={made.secret} copy={words.copySecret} />
      {rotated && (
        <p className="small">
          {made.previous_expires_at === null ? words.overlapNone : words.overlapUntil(minuteOf(made.previous_expires_at))}
        </p>
      )}
      <p role="alert" className="alert secret-warning">
        {warned ? words.keptFirst : ''}
      </p>
      <div>
        <Button kind="primary" onClick={onKept}>
          {words.kept}
        </Button>
      </div>
    </Dialog>
  )
}
