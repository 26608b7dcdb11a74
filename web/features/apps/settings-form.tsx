/** A form that changes some settings of an app, and says when they are saved. */
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { App, AppChanges } from '../../../contract/apps.ts'
import { Button } from '../../ui/button.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import type { Faults, Form, Values } from '../session/use-form.ts'
import { useForm } from '../session/use-form.ts'
import { updateApp } from './apps-api.ts'
import { useApps, withApp } from './use-apps.ts'
import { words } from './words.ts'

type Rules<N extends string> = {
  readonly check: (values: Values<N>) => Faults<N>
  readonly changes: (values: Values<N>) => AppChanges
}

type SettingsState<N extends string> = Form<N> & { readonly saved: boolean }

export function useSettings<N extends string>(app: App, names: readonly N[], { check, changes }: Rules<N>): SettingsState<N> {
  const { state, put } = useApps()
  const [saved, setSaved] = useState(false)
  const form = useForm({
    names,
    check: (values) => {
      setSaved(false)
      return check(values)
    },
    send: async (values) => {
      const answer = await updateApp(app.id, changes(values))
      if (!answer.ok) return answer.failure
      if (state.status === 'ready') put(withApp(state.value, answer.value))
      setSaved(true)
      return null
    },
  })
  return { ...form, saved }
}

export function SettingsForm<N extends string>({ form, children }: { readonly form: SettingsState<N>; readonly children: ReactNode }) {
  return (
    <form {...form.props} className="form">
      <FailureAlert failure={form.failure} />
      {children}
      <div className="buttons">
        <Button type="submit" aria-disabled={form.busy}>
          {form.busy ? words.saving : words.save}
        </Button>
        <output className="small">{form.saved ? words.saved : ''}</output>
      </div>
    </form>
  )
}
