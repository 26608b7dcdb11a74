/** The document once it is there: the filter, the map of operations, and the operations by area. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Field } from '../../ui/field.tsx'
import type { ApiDocument, Area, Operation } from './api-document.ts'
import { ErrorCodes, Introduction } from './introduction.tsx'
import { OperationCard } from './operation-card.tsx'
import { Prose } from './prose.tsx'
import { countOf, filtered } from './search.ts'
import { areaId, SideList } from './side-list.tsx'
import { useOpened } from './use-opened.ts'
import { words } from './words.ts'

export function Reference({ document }: { readonly document: ApiDocument }) {
  const [filter, setFilter] = useState('')
  const areas = useMemo(() => filtered(document.areas, filter), [document, filter])
  const ids = useMemo(() => new Set(document.areas.flatMap(({ operations }) => operations.map(({ id }) => id))), [document])
  const { isOpen, toggle, show } = useOpened(
    ids,
    useCallback(() => setFilter(''), []),
  )
  const card = (operation: Operation) => (
    <OperationCard key={operation.id} operation={operation} root={document.root} open={isOpen(operation.id)} onToggle={toggle} />
  )
  return (
    <div className="docs">
      <div className="docs-side">
        <Filter filter={filter} onFilter={setFilter} found={countOf(areas)} of={ids.size} />
        <SideList areas={areas} filtering={filter !== ''} isOpen={isOpen} onShow={show} />
      </div>
      <div className="docs-main">
        {filter === '' ? <Introduction document={document} /> : <h1 className="unseen">{words.title}</h1>}
        {areas.map((area) => (
          <AreaView key={area.name} area={area} card={card} />
        ))}
        {areas.length === 0 && <p className="quiet">{words.noMatch}</p>}
        {filter === '' && <ErrorCodes codes={document.codes} />}
      </div>
    </div>
  )
}

function AreaView({ area, card }: { readonly area: Area; readonly card: (operation: Operation) => React.ReactNode }) {
  const { name, description, operations } = area
  const views = operations.filter(({ viewOf }) => viewOf !== null)
  return (
    <section className="docs-area" id={areaId(name)} aria-labelledby={`${areaId(name)}-name`}>
      <h2 id={`${areaId(name)}-name`}>{name}</h2>
      <Prose text={description} />
      <div className="operations">{operations.filter(({ viewOf }) => viewOf === null).map(card)}</div>
      {views.length > 0 && (
        <>
          <p className="views-note">{words.forOperatorsNote}</p>
          <div className="operations">{views.map(card)}</div>
        </>
      )}
    </section>
  )
}

type FilterProps = { readonly filter: string; readonly onFilter: (filter: string) => void; readonly found: number; readonly of: number }

/** `/` goes there from anywhere on the page, Escape empties it. */
function Filter({ filter, onFilter, found, of }: FilterProps) {
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      event.preventDefault()
      place.current?.querySelector('input')?.focus()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  return (
    <search ref={place} className="docs-filter">
      <Field
        label={words.find}
        type="search"
        placeholder={words.findHint}
        value={filter}
        onChange={(event) => onFilter(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && onFilter('')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      <output className="docs-found">{filter === '' ? words.all(of) : words.found(found, of)}</output>
    </search>
  )
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement
