/** Adding somebody by e-mail: a member at once, or an invitation. */
import type { App, Member } from '../../../contract/apps.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import { emailFault } from '../session/checks.ts'
import { useForm } from '../session/use-form.ts'
import { addMember } from './members-api.ts'
import { RoleChoice, roleOf } from './role-choice.tsx'
import { memberCodes, words } from './words.ts'

type AddMemberProps = { readonly app: App; readonly onAdded: (member: Member) => void; readonly onClose: () => void }

export function AddMember({ app, onAdded, onClose }: AddMemberProps) {
  const form = useForm({
    names: ['email', 'role'],
    check: ({ email }) => emailFault(email),
    send: async ({ email, role }, attempt) => {
      const answer = await addMember(app.id, email.trim(), roleOf(role), attempt)
      if (!answer.ok) return answer.failure
      onAdded(answer.value)
      return null
    },
  })
  return (
    <Dialog title={words.addTitle} onClose={onClose}>
      <p className="small">{words.addLead}</p>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} own={memberCodes} />
        <Field
          label={words.email}
          name="email"
          type="email"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          error={form.faults.email}
        />
        <RoleChoice mine={app.role} chosen="analyst" error={form.faults.role} />
        <div className="buttons">
          <Button type="submit" kind="primary" aria-disabled={form.busy}>
            {form.busy ? words.sending : words.send}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
