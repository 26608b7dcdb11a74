/** Removing a provider, named in the question and on the button. */
import { useState } from 'react'
import type { AppId } from '../../../contract/ids.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import { removeProvider } from './providers-api.ts'
import { words } from './words.ts'

type RemoveProviderProps = { readonly app: AppId; readonly name: string; readonly onRemoved: () => void; readonly onClose: () => void }

export function RemoveProvider({ app, name, onRemoved, onClose }: RemoveProviderProps) {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const remove = async (): Promise<void> => {
    const answer = await removeProvider(app, name)
    if (answer.ok) onRemoved()
    else setFailure(answer.failure)
  }
  return (
    <Confirm title={words.removeTitle(name)} act={words.removeSend(name)} cancel={words.cancel} onAct={remove} onClose={onClose}>
      <p className="small">{words.removeLead}</p>
      <FailureAlert failure={failure} />
    </Confirm>
  )
}
