/** A new secret for a key, with the overlap that its user needs. */
import type { Key, KeyWithSecret } from '../../../contract/apps.ts'
import type { AppId } from '../../../contract/ids.ts'
import { Button } from '../../ui/button.tsx'
import { ChoiceList } from '../../ui/choice-list.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import { useForm } from '../session/use-form.ts'
import { rotateKey } from './keys-api.ts'
import { overlapWords, words } from './words.ts'

/** Seconds, longest first. */
const overlaps = ['86400', '28800', '3600', '0'] as const
const overlapChoices = () => overlaps.map((value) => choiceOf(value, overlapWords[value]))

function choiceOf(value: string, { label, hint }: { readonly label: string; readonly hint: string }) {
  return { value, label, ...(hint !== '' && { hint }) }
}

type RotateKeyProps = {
  readonly app: AppId
  readonly of: Key
  readonly onMade: (made: KeyWithSecret) => void
  readonly onClose: () => void
}

export function RotateKey({ app, of: key, onMade, onClose }: RotateKeyProps) {
  const form = useForm({
    names: ['overlap'],
    send: async ({ overlap }, attempt) => {
      const answer = await rotateKey(app, key.id, Number(overlap), attempt)
      if (!answer.ok) return answer.failure
      onMade(answer.value)
      return null
    },
  })
  return (
    <Dialog title={words.rotateTitle(key.name)} onClose={onClose}>
      <p className="small">{words.rotateLead}</p>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} />
        <ChoiceList kind="radio" name="overlap" label={words.overlap} items={overlapChoices()} chosen={['86400']} />
        <div className="buttons">
          <Button type="submit" kind="primary" aria-disabled={form.busy}>
            {form.busy ? words.rotating : words.rotateSend}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
