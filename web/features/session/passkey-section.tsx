/** The person's passkeys: adding one with the browser, removing one. */
import { useState } from 'react'
import type { Passkey } from '../../../contract/passkeys.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Field } from '../../ui/field.tsx'
import { dayOf } from '../../ui/format.ts'
import { Row, Rows } from '../../ui/rows.tsx'
import { Section } from '../../ui/section.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useAccount } from './account.ts'
import { listPasskeys, removePasskey } from './account-api.ts'
import { AnswerView, FailureAlert } from './answer-view.tsx'
import { neededFault } from './checks.ts'
import type { ApiFailure } from './http.ts'
import { CeremonyAlert, useCeremony } from './passkey-sign-in.tsx'
import { addPasskey, canUsePasskeys } from './passkeys.ts'
import { useAnswer } from './use-answer.ts'
import { useForm } from './use-form.ts'
import { passkeyCodes, words } from './words.ts'

export function PasskeySection() {
  const { state, reload } = useAnswer(listPasskeys)
  const [said, setSaid] = useState('')
  const changed = (text: string): void => {
    setSaid(text)
    reload()
  }
  return (
    <Section title={words.passkeys} lead={words.passkeysLead}>
      <output className="small">{said}</output>
      <AnswerView state={state} reload={reload}>
        {({ data }) =>
          data.length === 0 ? (
            <p className="small">{words.noPasskeys}</p>
          ) : (
            <PasskeyRows passkeys={data} onRemoved={() => changed(words.passkeyRemoved)} />
          )
        }
      </AnswerView>
      {canUsePasskeys() ? (
        <AddPasskey onAdded={() => changed(words.passkeyAdded)} />
      ) : (
        <p className="quiet small">{words.passkeysNotHere}</p>
      )}
    </Section>
  )
}

type RowsProps = { readonly passkeys: readonly Passkey[]; readonly onRemoved: () => void }

function PasskeyRows({ passkeys, onRemoved }: RowsProps) {
  const [asked, setAsked] = useState<Passkey | null>(null)
  return (
    <>
      <Rows label={words.passkeys}>
        {passkeys.map((passkey) => (
          <Row
            key={passkey.id}
            title={passkey.name}
            tags={passkey.backed_up && <Tag>{words.passkeySynced}</Tag>}
            actions={
              <Button onClick={() => setAsked(passkey)} aria-label={words.removePasskeyLabel(passkey.name)}>
                {words.removePasskey}
              </Button>
            }
          >
            <p className="quiet">
              {words.passkeyMade(dayOf(passkey.created_at))},{' '}
              {passkey.last_used_at === null ? words.passkeyUnused : words.passkeyUsed(dayOf(passkey.last_used_at))}
            </p>
          </Row>
        ))}
      </Rows>
      {asked && <RemovePasskey passkey={asked} onClose={() => setAsked(null)} onRemoved={onRemoved} />}
    </>
  )
}

type RemoveProps = { readonly passkey: Passkey; readonly onClose: () => void; readonly onRemoved: () => void }

function RemovePasskey({ passkey, onClose, onRemoved }: RemoveProps) {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const remove = async (): Promise<void> => {
    const outcome = await removePasskey(passkey.id)
    if (outcome !== null) return setFailure(outcome)
    onClose()
    onRemoved()
  }
  return (
    <Confirm
      title={words.removePasskeyTitle(passkey.name)}
      act={words.removePasskey}
      cancel={words.cancel}
      onAct={remove}
      onClose={onClose}
    >
      <p>{words.removePasskeyDetail}</p>
      <FailureAlert failure={failure} own={passkeyCodes} />
    </Confirm>
  )
}

function AddPasskey({ onAdded }: { readonly onAdded: () => void }) {
  const account = useAccount()
  const { outcome, busy, run } = useCeremony()
  const form = useForm({
    names: ['name'],
    check: ({ name }) => neededFault('name', name),
    send: async ({ name }) => {
      const result = await run(() => addPasskey(account, name.trim()))
      if (result?.status !== 'done') return null
      form.props.ref.current?.reset()
      onAdded()
      return null
    },
  })
  return (
    <form {...form.props} className="form">
      <CeremonyAlert outcome={outcome} own={passkeyCodes} />
      <Field
        label={words.passkeyName}
        name="name"
        autoComplete="off"
        maxLength={80}
        hint={words.passkeyNameHint}
        error={form.faults.name}
      />
      <div>
        <Button type="submit" aria-disabled={busy}>
          {busy ? words.addingPasskey : words.addPasskey}
        </Button>
      </div>
    </form>
  )
}
