/** Another role for a member. */
import type { ActiveMember, App } from '../../../contract/apps.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import { useForm } from '../session/use-form.ts'
import { changeRole } from './members-api.ts'
import { RoleChoice, roleOf } from './role-choice.tsx'
import { memberCodes, words } from './words.ts'

type ChangeRoleProps = {
  readonly app: App
  readonly member: ActiveMember
  readonly onChanged: (member: ActiveMember) => void
  readonly onClose: () => void
}

export function ChangeRole({ app, member, onChanged, onClose }: ChangeRoleProps) {
  const form = useForm({
    names: ['role'],
    send: async ({ role }) => {
      const answer = await changeRole(app.id, member.user_id, roleOf(role))
      if (!answer.ok) return answer.failure
      onChanged(answer.value)
      return null
    },
  })
  return (
    <Dialog title={words.changeTitle(member.display_name)} onClose={onClose}>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} own={memberCodes} />
        <RoleChoice mine={app.role} chosen={member.role} />
        <div className="buttons">
          <Button type="submit" kind="primary" aria-disabled={form.busy}>
            {form.busy ? words.changing : words.changeSend}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
