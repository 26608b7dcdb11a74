/** Making a key: its name and what it may do. */
import type { KeyWithSecret } from '../../../contract/apps.ts'
import type { AppId } from '../../../contract/ids.ts'
import { Button } from '../../ui/button.tsx'
import { ChoiceList } from '../../ui/choice-list.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { Faults, Values } from '../session/use-form.ts'
import { useForm } from '../session/use-form.ts'
import { createKey, everyScope } from './keys-api.ts'
import { keyCodes, scopeWords, words } from './words.ts'

type NewKeyProps = { readonly app: AppId; readonly onMade: (made: KeyWithSecret) => void; readonly onClose: () => void }
type Names = 'name' | 'scopes'

const faultsOf = ({ name, scopes }: Values<Names>): Faults<Names> => ({
  ...(name.trim() === '' && { name: words.needed }),
  ...(scopes === '' && { scopes: words.scopesNeeded }),
})

export function NewKey({ app, onMade, onClose }: NewKeyProps) {
  const form = useForm<Names>({
    names: ['name', 'scopes'],
    check: faultsOf,
    send: async ({ name, scopes }, attempt) => {
      const chosen = everyScope.filter((scope) => scopes.split('\n').includes(scope))
      const answer = await createKey(app, name.trim(), chosen, attempt)
      if (!answer.ok) return answer.failure
      onMade(answer.value)
      return null
    },
  })
  return (
    <Dialog title={words.newKeyTitle} onClose={onClose}>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} own={keyCodes} />
        <Field label={words.name} name="name" autoComplete="off" maxLength={80} hint={words.nameHint} error={form.faults.name} />
        <ChoiceList
          kind="checkbox"
          name="scopes"
          label={words.scopes}
          items={everyScope.map((value) => ({ value, ...scopeWords[value] }))}
          chosen={['telemetry']}
          error={form.faults.scopes}
        />
        <div className="buttons">
          <Button type="submit" kind="primary" aria-disabled={form.busy}>
            {form.busy ? words.creating : words.create}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
