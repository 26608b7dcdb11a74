/** `/admin/apps/:id/settings`: how an app is set up. Each part is saved by itself, so that a fault in one holds up no other. */
import './apps.css'
import type { App, AppChanges } from '../../../contract/apps.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { PageHead, Section } from '../../ui/section.tsx'
import { ArchiveSection } from './archive-section.tsx'
import { LimitsSection } from './limits-section.tsx'
import { MeasuresSection } from './measures-section.tsx'
import { owns } from './rights.ts'
import { SettingsForm, useSettings } from './settings-form.tsx'
import { linesOf, originsFault, patternsFault, ttlFault } from './settings-checks.ts'
import { words } from './words.ts'

type PartProps = { readonly app: App }

export function SettingsPage({ app }: PartProps) {
  return (
    <>
      <PageHead title={words.settings} lead={words.settingsLead} />
      <div className="settings">
        <General app={app} />
        <Origins app={app} />
        <Telemetry app={app} />
        <MeasuresSection app={app} />
        <LimitsSection app={app} />
        {owns(app.role) && <ArchiveSection app={app} />}
      </div>
    </>
  )
}

function General({ app }: PartProps) {
  const form = useSettings(app, ['name'], {
    check: ({ name }) => (name.trim() === '' ? { name: words.needed } : {}),
    changes: ({ name }): AppChanges => ({ name: name.trim() }),
  })
  return (
    <Section title={words.general}>
      <div className="form">
        <CopyLine label={words.appId} text={app.id} copy={words.copyAppId} />
      </div>
      <SettingsForm form={form}>
        <Field label={words.name} name="name" autoComplete="off" maxLength={80} defaultValue={app.name} error={form.faults.name} />
      </SettingsForm>
    </Section>
  )
}

function Origins({ app }: PartProps) {
  const form = useSettings(app, ['origins'], {
    check: ({ origins }) => originsFault(origins),
    changes: ({ origins }): AppChanges => ({ origins: linesOf(origins) }),
  })
  return (
    <Section title={words.origins} lead={words.originsLead}>
      <SettingsForm form={form}>
        <TextArea
          label={words.originsField}
          name="origins"
          className="machine-text"
          rows={3}
          defaultValue={app.origins.join('\n')}
          hint={words.originsHint}
          error={form.faults.origins}
          spellCheck={false}
          autoCapitalize="none"
        />
      </SettingsForm>
    </Section>
  )
}

function Telemetry({ app }: PartProps) {
  const form = useSettings(app, ['session_ttl_s', 'interaction_patterns'], {
    check: (values) => ({ ...ttlFault(values.session_ttl_s), ...patternsFault(values.interaction_patterns) }),
    changes: (values): AppChanges => ({
      session_ttl_s: Number(values.session_ttl_s),
      interaction_patterns: linesOf(values.interaction_patterns),
    }),
  })
  return (
    <Section title={words.telemetry}>
      <SettingsForm form={form}>
        <Field
          label={words.ttl}
          name="session_ttl_s"
          inputMode="numeric"
          autoComplete="off"
          defaultValue={String(app.session_ttl_s)}
          hint={words.ttlHint}
          error={form.faults.session_ttl_s}
        />
        <TextArea
          label={words.patterns}
          name="interaction_patterns"
          className="machine-text"
          rows={3}
          defaultValue={app.interaction_patterns.join('\n')}
          hint={words.patternsHint}
          error={form.faults.interaction_patterns}
          spellCheck={false}
          autoCapitalize="none"
        />
      </SettingsForm>
    </Section>
  )
}
