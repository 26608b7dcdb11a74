/** A provider's settings, of a new one or of one there is: its name is in addresses and stays. */
import { useState } from 'react'
import type { AppId } from '../../../contract/ids.ts'
import type { Issue } from '../../../contract/errors.ts'
import type { Provider } from '../../../contract/oauth.ts'
import { Button } from '../../ui/button.tsx'
import { ChoiceList } from '../../ui/choice-list.tsx'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { Form } from '../session/use-form.ts'
import { useForm } from '../session/use-form.ts'
import { issueWords } from '../session/words.ts'
import type { FieldName } from './provider-input.ts'
import { faultsIn, fieldNames, inputOf } from './provider-input.ts'
import { putProvider, redirectFor } from './providers-api.ts'
import { providerCodes, words } from './words.ts'

type ProviderFormProps = {
  readonly app: AppId
  /** Null: a new one. */
  readonly of: Provider | null
  readonly others: readonly string[]
  readonly onSaved: (provider: Provider) => void
  readonly onClose: () => void
}

const findingWords = (issue: Issue): string => (issue.code === 'unusable' ? words.unusable : issueWords(issue))
const usualScopes = 'openid email profile'

export function ProviderForm({ app, of: before, others, onSaved, onClose }: ProviderFormProps) {
  const form = useForm<FieldName>({
    names: fieldNames,
    check: (values) => faultsIn(named(values, before), others),
    send: async (values, attempt) => {
      const answer = await putProvider(app, before?.provider ?? values.provider.trim(), inputOf(values, before), attempt)
      if (!answer.ok) return answer.failure
      onSaved(answer.value)
      return null
    },
    issueWords: findingWords,
  })
  return (
    <Dialog title={before === null ? words.addTitle : words.editTitle(before.provider)} onClose={onClose}>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} own={providerCodes} />
        {before === null ? <NewName error={form.faults.provider} /> : <Redirect address={before.redirect_uri} />}
        <Client form={form} before={before} />
        <div className="buttons">
          <Button type="submit" kind="primary" aria-disabled={form.busy}>
            {form.busy ? words.saving : words.save}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** One that is changed has no field for its name. */
const named = <V extends { readonly provider: string }>(values: V, before: Provider | null): V =>
  before === null ? values : { ...values, provider: before.provider }

/** Where the provider sends people back to; null while it is not known. */
const Redirect = ({ address }: { readonly address: string | null }) => (
  <CopyLine
    label={words.redirect}
    text={address}
    copy={words.copyRedirect}
    hint={address === null ? words.redirectLater : words.redirectHint}
  />
)

/** The address is needed at the provider before it gives a client id: it is shown as the name is typed. */
function NewName({ error }: { readonly error: string | undefined }) {
  const [name, setName] = useState('')
  return (
    <>
      <Field
        label={words.name}
        name="provider"
        className="machine-text"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={32}
        hint={words.nameHint}
        error={error}
        onChange={(event) => setName(event.target.value.trim())}
      />
      <Redirect address={name === '' ? null : redirectFor(name)} />
    </>
  )
}

const machineText = { className: 'machine-text', autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const

function Client({ form: { faults }, before }: { readonly form: Form<FieldName>; readonly before: Provider | null }) {
  const hasSecret = before?.has_secret === true
  return (
    <>
      <Field
        {...machineText}
        label={words.issuer}
        name="issuer"
        inputMode="url"
        defaultValue={before?.issuer}
        hint={words.issuerHint}
        error={faults.issuer}
      />
      <Field {...machineText} label={words.clientId} name="client_id" defaultValue={before?.client_id} error={faults.client_id} />
      <Field
        {...machineText}
        label={words.secret}
        name="client_secret"
        type="password"
        autoComplete="new-password"
        hint={hasSecret ? words.secretKeep : words.secretNew}
        error={faults.client_secret}
      />
      {hasSecret && (
        <ChoiceList
          kind="checkbox"
          name="drop"
          label={words.secretDrop}
          items={[{ value: 'yes', label: words.secretDropLabel, hint: words.secretDropHint }]}
          chosen={[]}
        />
      )}
      <Field
        {...machineText}
        label={words.scopes}
        name="scopes"
        defaultValue={before?.scopes.join(' ') ?? usualScopes}
        hint={words.scopesHint}
        error={faults.scopes}
      />
    </>
  )
}
