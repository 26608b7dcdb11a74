/** `/admin/apps/:id/members`: who has which role, who is invited. Which question is open is one state. */
import { useCallback, useState } from 'react'
import type { ActiveMember, App, Member } from '../../../contract/apps.ts'
import type { User } from '../../../contract/identity.ts'
import { assertNever } from '../../ui/assert-never.ts'
import { Button } from '../../ui/button.tsx'
import { Rows } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { PagesView } from '../session/pages-view.tsx'
import { usePages } from '../session/use-answer.ts'
import { roleWords } from '../apps/words.ts'
import { AddMember } from './add-member.tsx'
import { ChangeRole } from './change-role.tsx'
import { MemberRow } from './member-row.tsx'
import { listMembers, memberKey, memberName } from './members-api.ts'
import { RemoveMember } from './remove-member.tsx'
import { words } from './words.ts'

type Question =
  | { readonly ask: 'nothing' | 'add' }
  | { readonly ask: 'role'; readonly member: ActiveMember }
  | { readonly ask: 'remove'; readonly member: Member }

const nothing: Question = { ask: 'nothing' }

/** An added or changed member in its place; whoever was invited before is not twice in the list. */
const withMember = (members: readonly Member[], changed: Member): readonly Member[] =>
  members.some((member) => memberKey(member) === memberKey(changed))
    ? members.map((member) => (memberKey(member) === memberKey(changed) ? changed : member))
    : [changed, ...members.filter(({ email }) => email !== changed.email)]

type PageProps = {
  readonly app: App
  readonly user: User
  /** One's own role changed, or one left. */
  readonly onOwn: () => void
}

/** The list with what was done to it, and the question that is open. */
function useMembers({ app, user, onOwn }: PageProps) {
  const load = useCallback((cursor: string | null, signal?: AbortSignal) => listMembers(app.id, cursor, signal), [app.id])
  const pages = usePages(load)
  const [question, setQuestion] = useState<Question>(nothing)
  const [said, setSaid] = useState('')
  const isOwn = (member: Member): boolean => member.status === 'active' && member.user_id === user.id
  const done = (text: string, member: Member, change: (members: readonly Member[]) => readonly Member[]): void => {
    pages.change(change)
    setSaid(text)
    setQuestion(nothing)
    if (isOwn(member)) onOwn()
  }
  const put = (text: string, member: Member): void => done(text, member, (members) => withMember(members, member))
  const added = (member: Member): void =>
    put(member.status === 'active' ? words.added(member.display_name, roleWords[member.role].name) : words.invited(member.email), member)
  const changed = (member: ActiveMember): void => put(words.changed(member.display_name, roleWords[member.role].name), member)
  const removed = (member: Member): void =>
    done(member.status === 'active' ? words.removed(member.display_name) : words.withdrawn(member.email), member, (members) =>
      members.filter((each) => memberKey(each) !== memberKey(member)),
    )
  return { pages, question, setQuestion, said, isOwn, added, changed, removed }
}

export function MembersPage(props: PageProps) {
  const { app } = props
  const { pages, question, setQuestion, said, isOwn, added, changed, removed } = useMembers(props)
  return (
    <>
      <PageHead title={words.title} lead={words.lead}>
        <Button kind="primary" onClick={() => setQuestion({ ask: 'add' })}>
          {words.add}
        </Button>
      </PageHead>
      <output className="small">{said}</output>
      <PagesView pages={pages} more={words.more}>
        {(members) => (
          <Rows label={words.title}>
            {members.map((member) => (
              <MemberRow
                key={memberKey(member)}
                member={member}
                mine={app.role}
                own={isOwn(member)}
                onRole={(active) => setQuestion({ ask: 'role', member: active })}
                onRemove={() => setQuestion({ ask: 'remove', member })}
              />
            ))}
          </Rows>
        )}
      </PagesView>
      <Asked
        app={app}
        question={question}
        isOwn={isOwn}
        onClose={() => setQuestion(nothing)}
        onAdded={added}
        onChanged={changed}
        onRemoved={removed}
      />
    </>
  )
}

type AskedProps = {
  readonly app: App
  readonly question: Question
  readonly isOwn: (member: Member) => boolean
  readonly onClose: () => void
  readonly onAdded: (member: Member) => void
  readonly onChanged: (member: ActiveMember) => void
  readonly onRemoved: (member: Member) => void
}

function Asked({ app, question, isOwn, onClose, onAdded, onChanged, onRemoved }: AskedProps) {
  switch (question.ask) {
    case 'nothing':
      return null
    case 'add':
      return <AddMember app={app} onAdded={onAdded} onClose={onClose} />
    case 'role':
      return <ChangeRole app={app} member={question.member} onChanged={onChanged} onClose={onClose} />
    case 'remove':
      return (
        <RemoveMember
          app={app.id}
          member={question.member}
          own={isOwn(question.member)}
          name={memberName(question.member)}
          onRemoved={onRemoved}
          onClose={onClose}
        />
      )
    default:
      return assertNever(question)
  }
}
