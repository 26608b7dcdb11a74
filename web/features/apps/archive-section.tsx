/** Archiving an app: asked for by its name, because nobody can take it back here. */
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import { go } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Section } from '../../ui/section.tsx'
import { FailureAlert } from '../session/answer-view.tsx'
import { useForm } from '../session/use-form.ts'
import { appsPath } from './app-paths.ts'
import { archiveApp } from './apps-api.ts'
import { useApps, withoutApp } from './use-apps.ts'
import { words } from './words.ts'

export function ArchiveSection({ app }: { readonly app: App }) {
  const [asking, setAsking] = useState(false)
  return (
    <Section title={words.archive} lead={words.archiveLead}>
      <div>
        <Button kind="danger" onClick={() => setAsking(true)}>
          {words.archiveOpen}
        </Button>
      </div>
      {asking && <ArchiveDialog app={app} onClose={() => setAsking(false)} />}
    </Section>
  )
}

function ArchiveDialog({ app, onClose }: { readonly app: App; readonly onClose: () => void }) {
  const { state, put } = useApps()
  const form = useForm({
    names: ['name'],
    check: ({ name }) => (name.trim() === app.name ? {} : { name: words.archiveWrong }),
    send: async () => {
      const answer = await archiveApp(app.id)
      if (!answer.ok) return answer.failure
      go(appsPath)
      if (state.status === 'ready') put(withoutApp(state.value, app))
      return null
    },
  })
  return (
    <Dialog title={words.archiveTitle(app.name)} onClose={onClose}>
      <p className="small">{words.archiveLead}</p>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} />
        <Field label={words.archiveType(app.name)} name="name" autoComplete="off" spellCheck={false} error={form.faults.name} />
        <div className="buttons">
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" kind="danger" aria-disabled={form.busy}>
            {form.busy ? words.archiving : words.archiveSend}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
