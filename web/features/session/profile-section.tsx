/** The name of the person, and whether their e-mail is confirmed. */
import { useState } from 'react'
import type { User } from '../../../contract/identity.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Section } from '../../ui/section.tsx'
import { Tag } from '../../ui/tag.tsx'
import { rename, resendVerification } from './account-api.ts'
import { FailureAlert } from './answer-view.tsx'
import { neededFault } from './checks.ts'
import type { ApiFailure } from './http.ts'
import { useForm } from './use-form.ts'
import { words } from './words.ts'

export function ProfileSection({ user }: { readonly user: User }) {
  const [saved, setSaved] = useState(false)
  const form = useForm({
    names: ['display_name'],
    check: ({ display_name }) => neededFault('display_name', display_name),
    send: async ({ display_name }) => {
      setSaved(false)
      const failure = await rename(display_name.trim())
      setSaved(failure === null)
      return failure
    },
  })
  return (
    <Section title={words.profile}>
      <div className="account-note">
        <span className="break">{words.emailOf(user.email)}</span>
        {user.email_verified ? <Tag tone="good">{words.confirmed}</Tag> : <Unverified />}
      </div>
      <form {...form.props} className="form">
        <FailureAlert failure={form.failure} />
        <Field
          label={words.name}
          name="display_name"
          autoComplete="name"
          maxLength={80}
          defaultValue={user.display_name}
          hint={words.nameHint}
          error={form.faults.display_name}
        />
        <div className="buttons">
          <Button type="submit" aria-disabled={form.busy}>
            {form.busy ? words.saving : words.save}
          </Button>
          <output className="small">{saved ? words.saved : ''}</output>
        </div>
      </form>
    </Section>
  )
}

function Unverified() {
  const [sent, setSent] = useState(false)
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const resend = async (): Promise<void> => {
    const outcome = await resendVerification()
    setFailure(outcome)
    setSent(outcome === null)
  }
  return (
    <>
      <Tag tone="warn">{words.unverified}</Tag>
      {!sent && <Button onClick={() => void resend()}>{words.resend}</Button>}
      <output>{sent ? words.resent : ''}</output>
      <FailureAlert failure={failure} />
    </>
  )
}
