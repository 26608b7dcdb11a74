/** Who is on stage, below the picture. */
import './party.css'
import { useId } from 'react'
import { useNow } from '../../lib/use-now.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import { Avatar } from '../people/avatar.tsx'
import { writers } from '../chat/writing-rules.ts'
import { onStage } from './on-stage.ts'
import { words } from './words.ts'

export function StagePart() {
  const { view, user, blocked, nameOf, openPerson } = useModeRoom()
  const title = useId()
  const now = useNow()
  const writing = new Set(writers(view, user.id, blocked, now))
  const people = onStage(view, blocked)
  if (people.length === 0) return null
  return (
    <section className="on-stage" aria-labelledby={title}>
      <h2 id={title} className="unseen">
        {words.onStage}
      </h2>
      <ul>
        {people.map((person) => (
          <li key={person}>
            <button type="button" onClick={() => openPerson(person)} data-writing={writing.has(person) ? '' : undefined}>
              <Avatar id={person} name={nameOf(person)} />
              <span>{person === user.id ? words.you : nameOf(person)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
