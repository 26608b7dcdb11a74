/** Changing the password. */
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Section } from '../../ui/section.tsx'
import { changePassword } from './account-api.ts'
import { FailureAlert } from './answer-view.tsx'
import { neededFault, newPasswordFault } from './checks.ts'
import { useForm } from './use-form.ts'
import { words } from './words.ts'

export function PasswordSection({ email }: { readonly email: string }) {
  const [changed, setChanged] = useState(false)
  const form = useForm({
    names: ['current_password', 'new_password'],
    check: (values) => ({
      ...neededFault('current_password', values.current_password),
      ...newPasswordFault('new_password', values.new_password),
    }),
    send: async ({ current_password, new_password }) => {
      setChanged(false)
      const failure = await changePassword(current_password, new_password)
      setChanged(failure === null)
      if (failure === null) form.props.ref.current?.reset()
      return failure
    },
  })
  return (
    <Section title={words.changePassword} lead={words.changePasswordLead}>
      <form {...form.props} className="form">
        <FailureAlert failure={form.failure} />
        {/* Tells a password manager whose password this is. */}
        <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
        <Field
          label={words.currentPassword}
          name="current_password"
          type="password"
          autoComplete="current-password"
          error={form.faults.current_password}
        />
        <Field
          label={words.newPassword}
          name="new_password"
          type="password"
          autoComplete="new-password"
          hint={words.passwordHint}
          error={form.faults.new_password}
        />
        <div className="buttons">
          <Button type="submit" aria-disabled={form.busy}>
            {form.busy ? words.saving : words.changePasswordSend}
          </Button>
          <output className="small">{changed ? words.passwordChanged : ''}</output>
        </div>
      </form>
    </Section>
  )
}
