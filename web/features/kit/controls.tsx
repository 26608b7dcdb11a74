/** The parts one acts with: buttons, fields, choices, and the question before what can not be taken back. */
import { useId, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { ChoiceList } from '../../ui/choice-list.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Field, Select, TextArea } from '../../ui/field.tsx'
import { Popover } from '../../ui/popover.tsx'
import { Section } from '../../ui/section.tsx'
import { Both } from './both.tsx'
import { words } from './words.ts'

function Buttons() {
  return (
    <Section title={words.buttons} lead={words.buttonsUse}>
      <Both>
        <div className="buttons">
          <Button kind="primary">{words.primary}</Button>
          <Button>{words.quiet}</Button>
          <Button kind="danger">{words.danger}</Button>
        </div>
        <div className="buttons">
          <Button kind="primary" aria-disabled>
            {words.busy}
          </Button>
          <CopyButton text="GET /v1/metrics" label={words.copy} />
        </div>
      </Both>
    </Section>
  )
}

function Fields() {
  return (
    <Section title={words.fields} lead={words.fieldsUse}>
      <Both>
        <Field label={words.fieldName} hint={words.fieldHint} defaultValue="Moonbar" />
        <Field label={words.fieldWrong} error={words.fieldError} defaultValue="moonbar" />
        <TextArea label={words.fieldArea} className="machine-text" defaultValue="interaction.*" />
        <Select label={words.fieldSelect} choices={[{ value: 'utc', label: 'UTC' }]} />
        <Select label={words.fieldSelect} choices={[{ value: '', label: '–' }]} error={words.fieldNeeded} />
      </Both>
    </Section>
  )
}

function ChoiceSample() {
  const id = useId()
  const items = [
    { value: 'telemetry', label: words.choiceOne, hint: words.choiceOneHint },
    { value: 'audit', label: words.choiceTwo, hint: words.choiceTwoHint },
  ]
  return (
    <>
      <ChoiceList kind="checkbox" name={`${id}-scopes`} label={words.scopes} items={items} chosen={['telemetry']} />
      <ChoiceList kind="radio" name={`${id}-role`} label={words.roles} items={items} chosen={['audit']} />
    </>
  )
}

function Dialogs() {
  const [open, setOpen] = useState(false)
  const close = (): void => setOpen(false)
  return (
    <Section title={words.dialogs} lead={words.dialogsUse}>
      <div className="buttons">
        <Button kind="danger" onClick={() => setOpen(true)}>
          {words.ask}
        </Button>
      </div>
      {open && (
        <Confirm title={words.askTitle} act={words.danger} cancel={words.keep} onAct={() => Promise.resolve(close())} onClose={close}>
          <p>{words.askText}</p>
        </Confirm>
      )}
    </Section>
  )
}

/** The same in both themes, so that its panel can be seen in each. */
function Popovers() {
  return (
    <Section title={words.popovers} lead={words.popoversUse}>
      <Both>
        <div>
          <Popover label={words.popovers} button={words.popoverOpen} buttonClass="button button-quiet">
            {(close) => (
              <div className="kit-popover">
                <p className="small">{words.popoverText}</p>
                <Button onClick={close}>{words.keep}</Button>
              </div>
            )}
          </Popover>
        </div>
      </Both>
    </Section>
  )
}

export function Controls() {
  return (
    <>
      <Buttons />
      <Fields />
      <Section title={words.choices} lead={words.choicesUse}>
        <Both>
          <ChoiceSample />
        </Both>
      </Section>
      <Popovers />
      <Dialogs />
    </>
  )
}
