/** What the app defines over its own events, as lines of text. */
import type { App, AppChanges } from '../../../contract/apps.ts'
import { TextArea } from '../../ui/field.tsx'
import { Section } from '../../ui/section.tsx'
import { lineOf, measureOf } from './measure-lines.ts'
import { SettingsForm, useSettings } from './settings-form.tsx'
import { words } from './words.ts'

const linesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const measuresIn = (text: string) => linesIn(text).flatMap((line) => measureOf(line) ?? [])

function faultOf(text: string): { readonly measures?: string } {
  const wrong = linesIn(text).find((line) => measureOf(line) === null)
  if (wrong !== undefined) return { measures: words.badMeasure(wrong) }
  const names = measuresIn(text).map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  return twice === undefined ? {} : { measures: words.measureTwice(twice) }
}

export function MeasuresSection({ app }: { readonly app: App }) {
  const form = useSettings(app, ['measures'], {
    check: ({ measures }) => faultOf(measures),
    changes: ({ measures }): AppChanges => ({ measures: measuresIn(measures) }),
  })
  return (
    <Section title={words.measures} lead={words.measuresLead}>
      <SettingsForm form={form}>
        <TextArea
          label={words.measuresField}
          name="measures"
          className="machine-text"
          rows={5}
          defaultValue={app.measures.map(lineOf).join('\n')}
          hint={words.measuresHint}
          error={form.faults.measures}
          spellCheck={false}
          autoCapitalize="none"
        />
      </SettingsForm>
    </Section>
  )
}
