/** All operations by area, as links to their cards: the map of the page. What a filter leaves out is not in it. */
import './side-list.css'
import type { Area, Operation } from './api-document.ts'
import { Method } from './operation-card.tsx'
import { words } from './words.ts'

export const areaId = (name: string): string => `area-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`

type Cards = {
  /** Whether its card is open. */
  readonly isOpen: (id: string) => boolean
  readonly onShow: (id: string) => void
}

function Items({ operations, isOpen, onShow }: Cards & { readonly operations: readonly Operation[] }) {
  return (
    <ul>
      {operations.map(({ id, method, summary }) => (
        <li key={id}>
          <a href={`#${id}`} aria-current={isOpen(id) || undefined} onClick={() => onShow(id)}>
            <Method method={method} />
            <span>{summary}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

type SideListProps = Cards & { readonly areas: readonly Area[]; readonly filtering: boolean }

export function SideList({ areas, filtering, ...cards }: SideListProps) {
  return (
    <nav className="side" aria-label={words.operations}>
      {areas.map(({ name, operations }) => {
        const views = operations.filter(({ viewOf }) => viewOf !== null)
        return (
          <section key={name}>
            <a className="side-area" href={`#${areaId(name)}`}>
              {name}
            </a>
            <Items operations={operations.filter(({ viewOf }) => viewOf === null)} {...cards} />
            {views.length > 0 && (
              <details className="side-views" open={filtering || undefined}>
                <summary>{words.forOperators}</summary>
                <Items operations={views} {...cards} />
              </details>
            )}
          </section>
        )
      })}
    </nav>
  )
}
