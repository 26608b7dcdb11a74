/** What the list is narrowed to. */
import type { AuditNote } from '../../../contract/audit.ts'
import { instantOf, localOf } from '../../lib/local-time.ts'
import { Field, Select } from '../../ui/field.tsx'
import { FilterBox } from '../../ui/filter-box.tsx'
import { useForm } from '../session/use-form.ts'
import type { Filters } from './audit-api.ts'
import { filterNames } from './audit-api.ts'
import { actionWords, outcomeWords, words } from './words.ts'

type FiltersProps = { readonly filters: Filters; readonly onShow: (filters: Filters) => void }

const outcomes = ['done', 'decided', 'denied'] as const satisfies readonly AuditNote['outcome'][]
const outcomeChoices = () => [{ value: '', label: words.anyOutcome }, ...outcomes.map((value) => ({ value, label: outcomeWords[value] }))]

/** The known actions, and one that came with the address. */
function actionChoices(chosen: string | undefined) {
  const known = Object.keys(actionWords)
  const all = chosen === undefined || known.includes(chosen) ? known : [chosen, ...known]
  return [{ value: '', label: words.anyAction }, ...all.toSorted().map((value) => ({ value, label: value }))]
}

export function AuditFilters({ filters, onShow }: FiltersProps) {
  const count = Object.keys(filters).length
  const form = useForm({
    names: filterNames,
    send: (values) => {
      onShow({ ...values, from: instantOf(values.from), to: instantOf(values.to) })
      return Promise.resolve(null)
    },
  })
  const plain = { autoComplete: 'off', spellCheck: false, className: 'machine-text' } as const
  return (
    <FilterBox count={count} form={form.props} onClear={() => onShow({})}>
      <Select label={words.action} name="action" choices={actionChoices(filters.action)} defaultValue={filters.action ?? ''} />
      <Select label={words.outcome} name="outcome" choices={outcomeChoices()} defaultValue={filters.outcome ?? ''} />
      <Field label={words.from} name="from" type="datetime-local" defaultValue={localOf(filters.from)} />
      <Field label={words.to} name="to" type="datetime-local" defaultValue={localOf(filters.to)} />
      <Field label={words.actor} name="actor_id" defaultValue={filters.actor_id ?? ''} {...plain} />
      <Field label={words.object} name="object_id" defaultValue={filters.object_id ?? ''} {...plain} />
      <Field label={words.incident} name="incident" defaultValue={filters.incident ?? ''} {...plain} />
    </FilterBox>
  )
}
