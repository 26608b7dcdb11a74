/** What comes next, with the times of the viewer's zone, which is named beside them. */
import type { Programme } from '../../../contract/lab.ts'
import { clockTime, hourOf, viewerZone } from '../../ui/format.ts'
import { words } from './words.ts'

type NextProps = { readonly next: readonly Programme[]; readonly now: number }

const dayMs = 86_400_000

/** With its day when that is further off than tonight. */
const timeOf = (at: number, now: number): string => (at - now < dayMs / 2 ? clockTime(at) : hourOf(at))

export function ProgrammesNext({ next, now }: NextProps) {
  return (
    <section className="channel-next" aria-labelledby="channel-next">
      <h2 id="channel-next">{words.next}</h2>
      {next.length === 0 ? (
        <p className="quiet small">{words.nothingNext}</p>
      ) : (
        <>
          <ol>
            {next.map(({ title, description, starts_at }, index) => (
              // oxlint-disable-next-line react/no-array-index-key -- the same programme may come twice, and has no other name
              <li key={`${index} ${title}`}>
                {starts_at !== undefined && <time dateTime={starts_at}>{timeOf(Date.parse(starts_at), now)}</time>}
                <span className="channel-next-title">{title}</span>
                {description !== undefined && <span className="quiet small">{description}</span>}
              </li>
            ))}
          </ol>
          <p className="quiet small">{words.zone(viewerZone())}</p>
        </>
      )}
    </section>
  )
}
