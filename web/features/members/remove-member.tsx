/** Removing a member, leaving by oneself, or withdrawing an invitation. */
import { useState } from 'react'
import type { Member } from '../../../contract/apps.ts'
import type { AppId } from '../../../contract/ids.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { ApiFailure } from '../session/http.ts'
import { removeMember } from './members-api.ts'
import { memberCodes, words } from './words.ts'

type RemoveMemberProps = {
  readonly app: AppId
  readonly member: Member
  readonly own: boolean
  readonly name: string
  readonly onRemoved: (member: Member) => void
  readonly onClose: () => void
}

function textsOf(member: Member, own: boolean, name: string) {
  if (member.status === 'invited') return { title: words.withdrawTitle(name), lead: words.withdrawLead, act: words.withdrawSend }
  if (own) return { title: words.leaveTitle, lead: words.leaveLead, act: words.leaveSend }
  return { title: words.removeTitle(name), lead: words.removeLead(name), act: words.removeSend(name) }
}

export function RemoveMember({ app, member, own, name, onRemoved, onClose }: RemoveMemberProps) {
  const [failure, setFailure] = useState<ApiFailure | null>(null)
  const { title, lead, act } = textsOf(member, own, name)
  const remove = async (): Promise<void> => {
    const answer = await removeMember(app, member)
    if (answer.ok) onRemoved(member)
    else setFailure(answer.failure)
  }
  return (
    <Confirm title={title} act={act} cancel={words.cancel} onAct={remove} onClose={onClose}>
      <p className="small">{lead}</p>
      <FailureAlert failure={failure} own={memberCodes} />
    </Confirm>
  )
}
