/** What the list is narrowed to. The filters are the address, so that a view can be sent to somebody. */
import { Button } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { useForm } from '../session/use-form.ts'
import type { SessionFilters as Filters } from './sessions-api.ts'
import { filterNames } from './sessions-api.ts'
import { words } from './words.ts'

type FiltersProps = { readonly filters: Filters; readonly onShow: (filters: Filters) => void }

export function SessionFilters({ filters, onShow }: FiltersProps) {
  const form = useForm({
    names: filterNames,
    send: (values) => {
      onShow({ ...values, actor_id: values.actor_id.trim() })
      return Promise.resolve(null)
    },
  })
  const choices = [
    { value: '', label: words.anyState },
    { value: 'live', label: words.onlyLive },
    { value: 'ended', label: words.onlyEnded },
  ]
  return (
    <form {...form.props} className="session-filters" aria-label={words.filters}>
      <Select label={words.state} name="state" choices={choices} defaultValue={filters.state ?? ''} />
      <Field
        label={words.actor}
        name="actor_id"
        defaultValue={filters.actor_id ?? ''}
        maxLength={256}
        autoComplete="off"
        spellCheck={false}
        className="machine-text"
      />
      <div className="buttons">
        <Button type="submit">{words.apply}</Button>
        {Object.keys(filters).length > 0 && <Button onClick={() => onShow({})}>{words.clear}</Button>}
      </div>
    </form>
  )
}
