/** Which state of a list is shown: links, so that each is an address. */
import { Link } from '../../app/router.tsx'
import { words } from './words.ts'

type StateChoiceProps<S extends string> = {
  readonly states: readonly S[]
  readonly chosen: S
  readonly names: Readonly<Record<S, string>>
  readonly hrefOf: (state: S) => string
}

export function StateChoice<S extends string>({ states, chosen, names, hrefOf }: StateChoiceProps<S>) {
  return (
    <nav className="moderation-states" aria-label={words.state}>
      {states.map((state) => (
        <Link key={state} href={hrefOf(state)} aria-current={state === chosen ? 'true' : undefined}>
          {names[state]}
        </Link>
      ))}
    </nav>
  )
}
