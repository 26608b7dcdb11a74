/** What the stream is narrowed to. */
import { useCallback } from 'react'
import type { App } from '../../../contract/apps.ts'
import { Field, Select } from '../../ui/field.tsx'
import { FilterBox } from '../../ui/filter-box.tsx'
import { fullCount } from '../../ui/format.ts'
import { instantOf, localOf } from '../../lib/local-time.ts'
import { useAnswer } from '../session/use-answer.ts'
import { useForm } from '../session/use-form.ts'
import type { Filters, TypeCount } from './events-api.ts'
import { filterNames, listTypes } from './events-api.ts'
import { words } from './words.ts'

type FiltersProps = { readonly app: App; readonly filters: Filters; readonly onShow: (filters: Filters) => void }

/** The types that came, and one that came with the address. */
function typeChoices(types: readonly TypeCount[], chosen: string | undefined) {
  const counted = types.map(({ type, events }) => ({ value: type, label: words.typeCount(type, fullCount(events)) }))
  const own = chosen === undefined || types.some(({ type }) => type === chosen) ? [] : [{ value: chosen, label: chosen }]
  return [{ value: '', label: words.anyType }, ...own, ...counted]
}

function useTypes(app: App, { from, to }: Filters): readonly TypeCount[] {
  const load = useCallback(
    (signal: AbortSignal) => listTypes(app.id, { ...(from && { from }), ...(to && { to }) }, signal),
    [app.id, from, to],
  )
  const { state } = useAnswer(load)
  // Without them the filter still works: a type can come with the address.
  return state.status === 'ready' ? state.value : []
}

export function EventFilters({ app, filters, onShow }: FiltersProps) {
  const count = Object.keys(filters).length
  const types = useTypes(app, filters)
  const form = useForm({
    names: filterNames,
    send: (values) => {
      onShow({ ...values, from: instantOf(values.from), to: instantOf(values.to) })
      return Promise.resolve(null)
    },
  })
  const plain = { autoComplete: 'off', spellCheck: false, className: 'machine-text' } as const
  const type = filters.type ?? ''
  return (
    <FilterBox count={count} form={form.props} onClear={() => onShow({})}>
      <Select
        key={types.length}
        label={words.type}
        name="type"
        hint={words.typeHint}
        choices={typeChoices(types, filters.type)}
        defaultValue={type}
      />
      <Field label={words.actor} name="actor_id" defaultValue={filters.actor_id ?? ''} {...plain} />
      <Field label={words.session} name="session_id" defaultValue={filters.session_id ?? ''} {...plain} />
      <Field label={words.from} name="from" type="datetime-local" defaultValue={localOf(filters.from)} />
      <Field label={words.to} name="to" type="datetime-local" defaultValue={localOf(filters.to)} />
    </FilterBox>
  )
}
