/** How much of what the app may be asked for. An empty field is the default. */
import type { App, AppChanges } from '../../../contract/apps.ts'
import type { defaultLimits, LimitName } from '../../../contract/limits.ts'
import { Field } from '../../ui/field.tsx'
import { fullCount } from '../../ui/format.ts'
import { Section } from '../../ui/section.tsx'
import type { Faults, Values } from '../session/use-form.ts'
import { limitNames } from './apps-api.ts'
import { SettingsForm, useSettings } from './settings-form.tsx'
import { isLimit } from './settings-checks.ts'
import { limitWords, words } from './words.ts'

/** As the contract has them; the compiler compares. */
const defaults: typeof defaultLimits = {
  telemetry_requests_per_s: 2_000,
  telemetry_events_per_s: 50_000,
  key_requests_per_min: 6_000,
  user_requests_per_min: 600,
  sign_in_per_min: 10,
  anonymous_per_min: 100,
}

function faultsOf(values: Values<LimitName>): Faults<LimitName> {
  const wrong = limitNames.filter((name) => !isLimit(values[name]))
  return Object.fromEntries(wrong.map((name) => [name, words.badLimit])) as Faults<LimitName>
}

function changesOf(values: Values<LimitName>): AppChanges {
  const given = limitNames.filter((name) => values[name].trim() !== '')
  return { limits: Object.fromEntries(given.map((name) => [name, Number(values[name])])) }
}

export function LimitsSection({ app }: { readonly app: App }) {
  const form = useSettings(app, limitNames, { check: faultsOf, changes: changesOf })
  return (
    <Section title={words.limits} lead={words.limitsLead}>
      <SettingsForm form={form}>
        <div className="limits">
          {limitNames.map((name) => (
            <Field
              key={name}
              label={limitWords[name]}
              name={name}
              inputMode="numeric"
              autoComplete="off"
              defaultValue={app.limits[name] === undefined ? '' : String(app.limits[name])}
              hint={words.byDefault(fullCount(defaults[name]))}
              error={form.faults[name]}
            />
          ))}
        </div>
      </SettingsForm>
    </Section>
  )
}
