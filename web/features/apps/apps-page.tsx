/** `/admin/apps`: the apps one has a role in, and making one. */
import './apps.css'
import { useState } from 'react'
import type { App } from '../../../contract/apps.ts'
import { Link, go } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { dayOf } from '../../ui/format.ts'
import { Empty, Row, Rows } from '../../ui/rows.tsx'
import { PageHead } from '../../ui/section.tsx'
import { Tag } from '../../ui/tag.tsx'
import { AnswerView, FailureAlert } from '../session/answer-view.tsx'
import { useForm } from '../session/use-form.ts'
import { createApp } from './apps-api.ts'
import { appPath, healthPath } from './app-paths.ts'
import { useApps, withApp } from './use-apps.ts'
import { appCodes, roleWords, words } from './words.ts'

export function AppsPage() {
  const { state, reload } = useApps()
  const [making, setMaking] = useState(false)
  const make = (
    <Button kind="primary" onClick={() => setMaking(true)}>
      {words.newApp}
    </Button>
  )
  return (
    <div className="page">
      <PageHead title={words.apps} lead={words.appsLead}>
        {state.status === 'ready' && state.value.length > 0 && make}
      </PageHead>
      <AnswerView state={state} reload={reload}>
        {(apps) =>
          apps.length === 0 ? (
            <Empty title={words.none}>
              <p className="quiet">{words.noneLead}</p>
              {make}
            </Empty>
          ) : (
            <Rows label={words.apps}>
              {apps.map((app) => (
                <AppRow key={app.id} app={app} />
              ))}
            </Rows>
          )
        }
      </AnswerView>
      <p className="small">
        <Link href={healthPath}>{words.healthLink}</Link>
      </p>
      {making && <NewApp onClose={() => setMaking(false)} />}
    </div>
  )
}

function AppRow({ app }: { readonly app: App }) {
  return (
    <Row
      title={<Link href={appPath(app.id)}>{app.name}</Link>}
      tags={
        <>
          <Tag>{roleWords[app.role].name}</Tag>
          {app.kind === 'console' && <Tag tone="good">{words.consoleApp}</Tag>}
        </>
      }
    >
      <p className="quiet">{words.made(dayOf(app.created_at))}</p>
    </Row>
  )
}

function NewApp({ onClose }: { readonly onClose: () => void }) {
  const { state, put } = useApps()
  const form = useForm({
    names: ['name'],
    check: ({ name }) => (name.trim() === '' ? { name: words.needed } : {}),
    send: async ({ name }, attempt) => {
      const answer = await createApp(name.trim(), attempt)
      if (!answer.ok) return answer.failure
      if (state.status === 'ready') put(withApp(state.value, answer.value))
      onClose()
      go(appPath(answer.value.id))
      return null
    },
  })
  return (
    <Dialog title={words.newAppTitle} onClose={onClose}>
      <p className="quiet small">{words.newAppLead}</p>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} own={appCodes} />
        <Field label={words.name} name="name" autoComplete="off" maxLength={80} hint={words.nameHint} error={form.faults.name} />
        <div className="buttons">
          <Button type="submit" kind="primary" aria-disabled={form.busy}>
            {form.busy ? words.creating : words.create}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Dialog>
  )
}
