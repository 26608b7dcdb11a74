/** Revoking a key, named in the question and on the button. */
import { useState } from 'react'
import type { Key } from '../../../contract/apps.ts'
import type { AppId } from '../../../contract/ids.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import { revokeKey } from './keys-api.ts'
import { words } from './words.ts'

type RevokeKeyProps = { readonly app: AppId; readonly of: Key; readonly onRevoked: (key: Key) => void; readonly onClose: () => void }

export function RevokeKey({ app, of: key, onRevoked, onClose }: RevokeKeyProps) {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const revoke = async (): Promise<void> => {
    const answer = await revokeKey(app, key.id)
    if (answer.ok) onRevoked(answer.value)
    else setFailure(answer.failure)
  }
  return (
    <Confirm title={words.revokeTitle(key.name)} act={words.revokeSend(key.name)} cancel={words.cancel} onAct={revoke} onClose={onClose}>
      <p className="small">{words.revokeLead}</p>
      <FailureAlert failure={failure} />
    </Confirm>
  )
}
