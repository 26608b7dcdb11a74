/** One member, or one invitation, with what one's own role allows. */
import type { ActiveMember, Member } from '../../../contract/apps.ts'
import type { Role } from '../../../contract/roles.ts'
import { Button } from '../../ui/button.tsx'
import { dayOf } from '../../ui/format.ts'
import { Row } from '../../ui/rows.tsx'
import { Tag } from '../../ui/tag.tsx'
import { owns } from '../apps/rights.ts'
import { roleWords } from '../apps/words.ts'
import { memberName } from './members-api.ts'
import { words } from './words.ts'

type MemberRowProps = {
  readonly member: Member
  /** One's own role. */
  readonly mine: Role
  readonly own: boolean
  readonly onRole: (member: ActiveMember) => void
  readonly onRemove: () => void
}

export function MemberRow({ member, mine, own, onRole, onRemove }: MemberRowProps) {
  const name = memberName(member)
  // Owners are the owners' affair.
  const may = owns(mine) || member.role !== 'owner'
  return (
    <Row
      title={name}
      tags={
        <>
          <Tag>{roleWords[member.role].name}</Tag>
          {own && <Tag tone="good">{words.you}</Tag>}
          {member.status === 'invited' && <Tag tone="warn">{words.invitation}</Tag>}
        </>
      }
      actions={may ? <Actions member={member} name={name} own={own} onRole={onRole} onRemove={onRemove} /> : undefined}
    >
      <p className="quiet break">
        {member.status === 'active' ? `${member.email}, ${words.since(dayOf(member.created_at))}` : words.until(dayOf(member.expires_at))}
      </p>
    </Row>
  )
}

type ActionsProps = Omit<MemberRowProps, 'mine'> & { readonly name: string }

function Actions({ member, name, own, onRole, onRemove }: ActionsProps) {
  if (member.status === 'invited') {
    return (
      <Button onClick={onRemove} aria-label={words.withdrawLabel(name)}>
        {words.withdraw}
      </Button>
    )
  }
  return (
    <>
      <Button onClick={() => onRole(member)} aria-label={words.changeLabel(name)}>
        {words.change}
      </Button>
      <Button kind="danger" onClick={onRemove} aria-label={own ? undefined : words.removeLabel(name)}>
        {own ? words.leave : words.remove}
      </Button>
    </>
  )
}
